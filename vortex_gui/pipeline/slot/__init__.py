"""One slot from recipe to files, stage by stage."""
