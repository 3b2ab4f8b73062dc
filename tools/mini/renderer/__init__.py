"""The renderer of cartoon presenters: attributes and a pose in, a picture and its exact keypoints out."""
