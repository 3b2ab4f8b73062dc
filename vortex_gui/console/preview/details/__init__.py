"""The details beside a clip's picture: checks, judged keyframes, stages, and their sentences."""
