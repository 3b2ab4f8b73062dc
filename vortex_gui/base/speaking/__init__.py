"""How a script is read aloud: what an English voice gets for it, and what it leaves out."""
