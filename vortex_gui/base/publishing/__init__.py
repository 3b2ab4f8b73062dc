"""How a slot's folder comes into the output folder: claimed, written aside, renamed; never over another."""
