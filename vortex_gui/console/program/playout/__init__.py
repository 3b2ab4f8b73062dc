"""The process that plays the program, so that no stall of the window reaches the air."""
