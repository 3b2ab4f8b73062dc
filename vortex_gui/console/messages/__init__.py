"""The messages page: all that the console told the operator, including what has left the screen."""
