"""What a document that is to be imported holds: clauses, pictures, and a list of what cannot come along."""

from guidelines.results.importing.cutting import cut
from guidelines.results.importing.losses import Draft, Loss, Picture, Piece
from guidelines.results.importing.reading import ACCEPT_TEXTS, read_document

__all__ = ["ACCEPT_TEXTS", "Draft", "Loss", "Picture", "Piece", "cut", "read_document"]
