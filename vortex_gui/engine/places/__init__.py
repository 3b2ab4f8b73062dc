"""The places that generate slots: worker processes, their supervision, their spare."""
