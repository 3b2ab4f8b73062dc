"""Plans and fits as typed values, and the cards that they are computed for."""
