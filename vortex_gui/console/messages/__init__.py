"""The messages page: what the console told the operator, also what has gone from the screen."""
