"""What the group promised, by when, and how far it is."""
