"""The guidelines we ship say the same in their three languages, supplements included."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from guidelines.results.parity import compare_documents

GUIDELINES = Path(settings.BASE_DIR, "qmportal", "starter", "guidelines")
TEXTS = sorted(path.parent for path in GUIDELINES.rglob("bs.md"))


@pytest.mark.parametrize("target", ["en", "sv"])
@pytest.mark.parametrize("folder", TEXTS, ids=lambda folder: folder.relative_to(GUIDELINES).as_posix())
def test_shipped_texts_say_the_same(folder, target):
    source_text, target_text = ((folder / f"{code}.md").read_text(encoding="utf-8") for code in ("bs", target))

    found = compare_documents(source_text, target_text, source_language="bs", target_language=target)

    assert [(one.kind, one.source_line, one.target_line, str(one.message)) for one in found] == []
