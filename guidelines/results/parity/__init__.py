"""Do two language versions say the same? Figures, dates, references, structure and words; needs no database."""

from guidelines.results.parity.comparing import compare
from guidelines.results.parity.documents import compare_documents
from guidelines.results.parity.findings import Finding, Kind, Severity
from guidelines.results.parity.wording import guess as guess_language

__all__ = ["Finding", "Kind", "Severity", "compare", "compare_documents", "guess_language"]
