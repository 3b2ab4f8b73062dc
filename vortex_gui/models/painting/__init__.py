"""From prompt to picture: Flux and its decoder."""
