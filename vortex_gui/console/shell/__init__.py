"""The window around the features; the only room that imports feature rooms."""
