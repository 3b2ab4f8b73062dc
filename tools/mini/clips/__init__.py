"""What is heard and seen in finished clips, and in the voices that speak in them."""
