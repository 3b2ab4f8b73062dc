"""The places where slots are made: processes, their supervision, their spare."""
