"""How tests read a page."""

import re

from django.http import HttpResponse


def squeezed(answer: HttpResponse) -> str:
    """The page without the white space beside its tags, which templates put there and nobody sees."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", answer.content.decode()))
