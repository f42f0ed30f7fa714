"""What follows from the texts: how an edition reads, and whether its languages say the same."""

from guidelines.results.reading import Passage, Reading, read

__all__ = ["Passage", "Reading", "read"]
