"""Finds the faces in a picture: MTCNN."""
