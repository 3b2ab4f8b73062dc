"""The output folder: its drive, its free numbers, the finished folders in it."""
