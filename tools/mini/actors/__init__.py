"""The small painter: its trainings, what they learn from, and what packs it."""
