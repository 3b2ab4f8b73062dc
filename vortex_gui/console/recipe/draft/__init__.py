"""The draft behind the form: its values, its undo steps, the recipes that ship."""
