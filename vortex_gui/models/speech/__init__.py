"""From script to waveform: the built-in voices and Kokoro-82M."""
