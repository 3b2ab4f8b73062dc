"""Pictures against prompts: CLIP."""
