"""Where Tab goes in the window, and the ring that shows it."""
