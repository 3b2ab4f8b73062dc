"""The other machines: which there are, what each has, and how one is added."""
