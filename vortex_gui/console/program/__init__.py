"""The program output: what goes on air, on a screen of its own."""
