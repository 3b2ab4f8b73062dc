"""The machine link: what a console and the agent of another machine say, over any stream of bytes."""
