"""Where the face is in the actor's picture: crop, landmarks, mouth."""
