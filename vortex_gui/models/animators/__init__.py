"""The kinds of animator; a checkpoint folder declares its own."""
