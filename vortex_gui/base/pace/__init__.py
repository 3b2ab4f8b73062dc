"""How much work a slot is, how long it takes here, and which rung of the quality ladder keeps the budget."""
