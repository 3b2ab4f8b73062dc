"""The program output counted from its screen and its sound, while real slots are made and workers killed."""
