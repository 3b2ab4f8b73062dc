"""Queue, history and workers on one asyncio loop; neither Qt nor torch."""
