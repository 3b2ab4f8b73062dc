"""The window: draws state and asks for things. Qt lives only here; torch never does."""
