"""Messages beside the picture, and the bell that counts them."""
