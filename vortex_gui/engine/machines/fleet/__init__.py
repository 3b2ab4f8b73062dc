"""The console's other machines, and their workers as places of its queue."""
