"""The log page: the shift log, and the records of the program."""
