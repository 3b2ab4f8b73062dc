"""The shift log: its sentences, and its files in the data folder."""
