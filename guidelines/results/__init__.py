"""What follows from the texts: how an edition reads, and whether its languages say the same."""

from guidelines.results.reading import Addition, Passage, Reading, read, read_public

__all__ = ["Addition", "Passage", "Reading", "read", "read_public"]
