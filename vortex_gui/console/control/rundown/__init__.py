"""What the controller does for the rundown: requests, slots that fall due, what becomes of them."""
