"""The workers of this sitting with their memory, and the other machines."""
