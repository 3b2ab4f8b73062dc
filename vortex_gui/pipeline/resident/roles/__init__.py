"""What fills each role: how its model is loaded and exercised, one file a kind of model."""
