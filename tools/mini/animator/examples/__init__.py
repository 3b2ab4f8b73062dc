"""What the animator learns from: faces that the renderer draws, and all that it knows of them."""
