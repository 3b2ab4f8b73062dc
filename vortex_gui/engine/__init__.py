"""asyncio lives here: the queue, the history and the workers' lives; neither Qt nor torch."""
