"""File names of every kind, made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.results.files import clean_name, title_from


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Upitnik za građane.pdf", "Upitnik za građane.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\plan.PDF", "plan.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', "a b Set-Cookie x=1.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoice fdp.exe.pdf"),
        ("\u2066x\u2069.pdf", "x.pdf"),
        ("🙂.pdf", "🙂.pdf"),
        ("a\0b.pdf", "a b.pdf"),
        ("c\u030c.pdf", "č.pdf"),
        ("\ud800.pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ("... .pdf", "file.pdf"),
    ],
)
def test_x14_u05_names_are_kept_where_they_are_harmless(sent, kept):
    assert clean_name(sent, ".pdf") == kept


@given(st.text(max_size=400))
def test_x14_no_name_is_too_long_or_empty(sent):
    kept = clean_name(f"{sent}.docx", ".docx")

    assert kept.endswith(".docx")
    assert 5 < len(kept) <= 100
    assert len(kept.encode()) <= 180
    assert kept.isprintable()
    assert not set(kept) & set('/\\":<>|?*')


def test_a_title_is_proposed_from_the_name():
    assert title_from("Obrazac_ankete-2.docx") == "Obrazac ankete-2"
