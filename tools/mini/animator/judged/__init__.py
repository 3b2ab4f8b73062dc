"""Readers that never saw the animator tell poses, mouths and expressions in its frames."""
