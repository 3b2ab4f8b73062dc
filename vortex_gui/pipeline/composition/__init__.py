"""Places the presenter in the clip's picture: shape, background, lower third, logo; drawn once a slot."""
