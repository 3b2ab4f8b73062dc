"""The window: draws the state and sends the operator's requests. Qt lives only here; torch never does."""
