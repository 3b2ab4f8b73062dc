"""How long stages take on this machine, and which rung of the quality ladder a slot can afford."""
