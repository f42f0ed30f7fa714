"""How things of this room are written on pages."""
