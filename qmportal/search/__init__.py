"""Searching the whole portal: each room says what it has, here it is put in one order and shown."""

from qmportal.search.finding import Findings, Question, find
from qmportal.search.hits import Hit

__all__ = ["Findings", "Hit", "Question", "find"]
