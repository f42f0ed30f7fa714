"""Why a file is not taken."""

from __future__ import annotations


class Refused(Exception):
    """The file is not taken: ``problem`` and ``remedy`` are sentences in the active language."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy

    @property
    def words(self) -> str:
        """Both sentences, for people."""
        return f"{self.problem} {self.remedy}".strip()
