"""Labels that show words: letter for letter, cut to their room, changing by the second."""
