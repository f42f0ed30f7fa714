"""What a file that somebody sends really is, and whether it may come in: pure checks of its content, size and name."""

from guidelines.results.files.examining import LARGEST_FILE, Examined, examine
from guidelines.results.files.kinds import ACCEPT, KINDS, Kind, kind_of_type
from guidelines.results.files.names import clean_name, title_from
from guidelines.results.files.refusals import Refused

__all__ = [
    "ACCEPT",
    "KINDS",
    "LARGEST_FILE",
    "Examined",
    "Kind",
    "Refused",
    "clean_name",
    "examine",
    "kind_of_type",
    "title_from",
]
