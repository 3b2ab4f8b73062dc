"""The state that the views show; each change emits its signal once."""
