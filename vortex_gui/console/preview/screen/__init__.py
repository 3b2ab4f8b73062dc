"""The screen: one picture with its captions, or the pictures of all workers."""
