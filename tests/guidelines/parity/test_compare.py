"""What a finding says and where it points."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guidelines.results.parity import Kind, Severity, compare, compare_documents, guess_language


def found(source, target, languages=("en", "bs")):
    return compare(source, target, source_language=languages[0], target_language=languages[1])


def kinds(source, target, languages=("en", "bs")):
    return [(finding.kind, finding.severity) for finding in found(source, target, languages)]


def test_a_finding_points_at_both_lines():
    source = "Two lines first,\nthen 12 copies are made."
    target = "Najprije dva reda,\nzatim se prave 13 primjeraka."

    (finding,) = found(source, target)

    assert (finding.kind, finding.severity) == (Kind.NUMBER, Severity.SERIOUS)
    assert (finding.source_line, finding.target_line) == (2, 2)
    assert "12" in finding.source_excerpt
    assert "13" in finding.target_excerpt
    assert str(finding.message) == "The source says 12, the translation 13."


def test_the_key_does_not_know_lines():
    (finding,) = found("12 copies", "13 primjeraka")

    assert finding.key == replace(finding, source_line=99, target_line=98).key
    assert finding.key != replace(finding, target_excerpt="14 primjeraka").key
    assert finding.key != replace(finding, kind=Kind.DATE).key


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", ""),
        ("%(code)s %(title)s", "%(code)s %(title)s"),
        ("The number is twelve.", "Broj je 12."),
        ("- five\n-\n- six", "- pet\n-\n- šest"),
        ("every other year", "svake dvije godine"),
        ("an hour and a half, that is 1.5 hours", "sat i po, to jest 1,5 sati"),
        ("On 31 December 2020 it ended.", "31. 12. 2020. završeno je."),
        ("a\n\n![A circle](figure:circle)[^1]\n\n[^1]: See 5.", "a\n\n![Krug](figure:circle)[^1]\n\n[^1]: Vidi 5."),
    ],
)
def test_nothing_to_find(source, target):
    assert kinds(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("A note[^1] here.\n\n[^1]: x", "Napomena ovdje.\n\nx", Kind.FOOTNOTE),
        ("![A circle](figure:circle)", "![Krug](figure:ring)", Kind.FIGURE),
        ("A cell of KM 500", "Iznos od 500 EUR", Kind.NUMBER),
        ("Chapter IV", "poglavlje VI", Kind.CLAUSE_REFERENCE),
        ("first edition", "drugo izdanje", Kind.NUMBER),
    ],
)
def test_serious(source, target, kind):
    assert {(kind, Severity.SERIOUS)} == set(kinds(source, target))


def test_reordered_sentences_and_items_raise_nothing():
    assert (
        kinds(
            "In 2018 there were 20. In 2020 there were 30.", "Godine 2020. bilo ih je 30. Godine 2018. bilo ih je 20."
        )
        == []
    )
    assert kinds("- a 5\n- b 6\n- c 7", "- c 7\n- a 5\n- b 6") == []


def test_numbers_at_another_place_of_a_table_or_list_are_found():
    assert kinds("|a|b|\n|-|-|\n|24|18|", "|a|b|\n|-|-|\n|18|24|") == [(Kind.NUMBER, Severity.SERIOUS)] * 2
    assert kinds("- at most 5\n- at least 6 of 8", "- najviše 6\n- najmanje 5 od 8") != []


def test_an_empty_translation_is_serious():
    assert kinds("The secretariat keeps the list.", " \n") == [(Kind.LENGTH, Severity.SERIOUS)]


def test_documents_are_compared_part_by_part_with_the_lines_of_the_files():
    source = "# Title\n\nLead.\n\n## One {#one}\n\nIt has 5.\n\n## Two {#two}\n\nIt has 6.\n"
    target = "# Naslov\n\nUvod.\n\n## Jedan {#one}\n\nIma ih 6.\n\n## Dva {#two}\n\nIma ih 6.\n"

    (finding,) = compare_documents(source, target, source_language="en", target_language="bs")

    assert (finding.kind, finding.source_line, finding.target_line) == (Kind.NUMBER, 7, 7)


@pytest.mark.parametrize("anchor", [" {#two}", ""])
def test_a_missing_part_of_a_document(anchor):
    source = f"# T\n\n## One{anchor and ' {#one}'}\n\nIt has 5 parts.\n\n## Two{anchor}\n\nIt has 6 pages.\n"
    target = f"# N\n\n## Jedan{anchor and ' {#one}'}\n\nIma 5 dijelova.\n"

    there = compare_documents(source, target, source_language="en", target_language="bs")
    back = compare_documents(target, source, source_language="bs", target_language="en")

    assert [(one.kind, one.source_line, one.target_line) for one in there] == [(Kind.HEADING, 7, None)]
    assert [(one.kind, one.source_line, one.target_line) for one in back] == [(Kind.HEADING, None, 7)]


def test_documents_with_quite_other_headings():
    source = "".join(f"## Part\n\nIt has {number} pages.\n\n" for number in range(60))

    (finding,) = compare_documents(source, "# Naslov\n\nIma ih 5.", source_language="en", target_language="bs")

    assert finding.kind is Kind.HEADING


def test_another_language_raises():
    with pytest.raises(KeyError):
        compare("1", "2", source_language="en", target_language="fi")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The report is written by the team.", "en"),
        ("Izvještaj piše tim, a rukovodstvo ga prihvata.", "bs"),
        ("Rapporten skrivs av gruppen och godkänns av ledningen.", "sv"),
        ("12 345", None),
    ],
)
def test_guess_language(text, language):
    assert guess_language(text) == language
