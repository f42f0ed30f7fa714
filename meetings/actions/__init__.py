"""Deeds on meetings that are more than one thing's own verb."""
