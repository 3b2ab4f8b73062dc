"""The arrangements of the docks: those that ship, and the operator's own."""
