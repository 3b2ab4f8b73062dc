"""How crisp, how right and how clean painted actors are."""
