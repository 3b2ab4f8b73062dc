"""Encodes a clip behind the animator: frames, sound, captions."""
