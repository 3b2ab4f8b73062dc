"""The rundown as a value, its clock, and the object that the window watches."""
