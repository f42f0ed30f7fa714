"""A release as people read it: words and rounded numbers in the reader's language, pictures and tables.

The page and the paper show the same ``Part``s in the same order; nothing is looked up here but words of the
questionnaire.
"""

from surveys.results.reading.parts import Part, Plot, Row, Table
from surveys.results.reading.whole import read

__all__ = ["Part", "Plot", "Row", "Table", "read"]
