"""The clip's sound: how loud it is, and how it is made as loud as wished."""
