"""Vocabulary of every room: recipe, settings, roles, stages, errors; imports no other room."""
