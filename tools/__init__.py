"""Commands for those who build Vortex Console; nothing here is needed to run it."""
