"""The slots that the console knows: pages of the table, stages, progress, newest pictures."""
