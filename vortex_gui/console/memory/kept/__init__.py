"""What is kept of memory's past."""
