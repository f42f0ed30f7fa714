"""Who we are, and who may do what."""
