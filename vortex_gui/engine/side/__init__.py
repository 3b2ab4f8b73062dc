"""Child processes beside the workers: plans and fetches, as typed values."""
