"""What follows from texts that people write: how they read on pages and on paper."""
