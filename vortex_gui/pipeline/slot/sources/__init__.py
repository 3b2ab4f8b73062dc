"""Pictures and sound that a recipe brings, read and checked in place of painting and speaking."""
