"""Fictional institutions, people and work, so that a newcomer sees the portal in use. Nothing here is real."""
