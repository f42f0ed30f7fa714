"""The Markdown of the house: safe whatever is typed, with references, footnotes and figures, and one tree for paper."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from institutions.results.dialect import Reference, Target, blocks_of, html_of, plain_text, problems_in
from institutions.results.dialect.rendering import ALLOWED_TAGS

SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "&#106;avascript:",
    "data:text/html,",
    "vbscript:",
    "file:///",
)
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<body onload=alert(1)>",
    "<style>@import 'x'</style>",
    "<div style='background:url(javascript:alert(1))'>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<!--<script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "</p><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "    </code><script>alert(1)</script>",
    "[x](<javascript:alert(1)>)",
    "[x](https://a.example \"onmouseover='alert(1)'\")",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    '!["><script>alert(1)</script>](figure:a)',
    '![x](figure:a "<script>alert(1)</script>")',
    '![x](figure:"onerror=alert(1))',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "[^<script>alert(1)</script>]\n\n[^<script>alert(1)</script>]: x",
    "<https://a.example/<script>alert(1)</script>>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "[[#<script>alert(1)</script>]]",
    "[[<script>alert(1)</script>]]",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    *(f"[x]({scheme}alert(1))" for scheme in SCHEMES),
    *(f"<{scheme}alert(1)>" for scheme in SCHEMES[:2]),
]


class Tags(HTMLParser):
    """Every tag as a browser would see it, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag, attributes) -> None:
        self.seen.append((tag, dict(attributes)))


def resolve(reference: Reference) -> Target | None:
    if reference.figure:
        return Target("/en/guidelines/files/1/figure/", width=300, height=200) if reference.figure == "a" else None
    known = {("", "scope"): "clause 3.2", ("QG-02", ""): "QG-02", ("QG-02", "audit"): "QG-02, clause 4"}
    label = known.get((reference.code, reference.anchor))
    return label and Target(f"/en/guidelines/{reference.code}#{reference.anchor}", label)


@pytest.mark.parametrize("text", PAYLOADS)
def test_x01_x04_whatever_is_typed_is_shown_as_text(text):
    html = html_of(text, prefix="c1-", resolve=resolve)

    found = Tags()
    found.feed(html)
    assert {tag for tag, _attributes in found.seen} <= ALLOWED_TAGS | {"div"}
    for _tag, attributes in found.seen:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        for name in ("href", "src"):
            assert re.match(r"https?://|mailto:|#|/en/", attributes.get(name, "#"))


def test_references_read_in_the_words_of_whoever_resolves_them():
    html = html_of("See [[#scope]], [[QG-02]] and [[QG-02#audit]], not [[#nowhere]] or [[ #scope]].", resolve=resolve)

    assert '<a href="/en/guidelines/#scope" rel="noopener noreferrer">clause 3.2</a>' in html
    assert ">QG-02, clause 4</a>" in html
    assert "[[#nowhere]]" in html
    assert "[[ #scope]]" in html


def test_a_figure_has_its_words_and_its_size():
    html = html_of(
        '![The five steps](figure:a "Steps")\n\n![Gone](figure:b)\n\n![Far](https://a.example/x.png)', resolve=resolve
    )

    image = '<img src="/en/guidelines/files/1/figure/" alt="The five steps" width="300" height="200" loading="lazy">'
    assert f"<figure>{image}<figcaption>Steps</figcaption></figure>" in html
    assert "[Gone]" in html
    assert "a.example" not in html


def test_footnotes_of_two_texts_on_one_page_do_not_meet():
    first, second = (html_of("Said.[^a]\n\n[^a]: By whom.", prefix=prefix) for prefix in ("one-", "two-"))

    assert 'id="one-fn1"' in first
    assert 'href="#one-fn1-ref"' in first
    assert set(re.findall(r'id="[^"]+"', first)).isdisjoint(re.findall(r'id="[^"]+"', second))


def test_headings_stand_under_the_clause_that_holds_them():
    assert re.findall(r"<h\d", html_of("# A\n\n### B", heading_from=3)) == ["<h3", "<h4"]
    assert re.findall(r"<h\d", html_of("## A\n\n### B")) == ["<h2", "<h3"]


def test_a_table_has_headers_and_scrolls_in_its_box():
    html = html_of("| | B |\n|---|:-:|\n| 1 | 2 |")

    assert '<td></td>\n<th scope="col">B</th>' in html
    assert "style" not in html
    assert 'role="group" aria-label="Table"' in html


def test_problems_are_said_with_their_line():
    text = "# A\n\n### B\n\n<b>x</b>\n\n[[#nowhere]] [[#scope]]\n\n![](figure:a)\n\n![x](figure:b)\n\n[](https://a.example)"

    lines = [problem.line for problem in problems_in(text, anchors={"scope"}, figures={"a"})]

    assert lines == [3, 5, 7, 9, 11, 13]
    assert problems_in("Good [words](https://a.example).", anchors=(), figures=()) == []


def test_words_alone():
    assert (
        plain_text("# A\n\nB *c* `d` [e](https://x.example)[^1]\n\n| f |\n|---|\n| g |\n\n[^1]: h")
        == "A\nB c d e\nf\ng\nh"
    )


def test_the_tree_for_paper_holds_the_same_words():
    text = "A *b* [[#scope]][^1]\n\n1. c\n   - d\n2. e\n\n| f | g |\n|---|---|\n| h | i |\n\n> j\n\n[^1]: k"

    tree = blocks_of(text, resolve=resolve)

    assert [node["t"] for node in tree] == ["p", "list", "table", "quote"]
    assert tree[0]["c"][3] == {"t": "link", "url": "/en/guidelines/#scope", "c": [{"t": "text", "v": "clause 3.2"}]}
    assert tree[0]["c"][4]["c"] == [{"t": "p", "c": [{"t": "text", "v": "k"}]}]
    assert tree[1]["items"][0][1]["items"] == [[{"t": "p", "c": [{"t": "text", "v": "d"}]}]]


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "[[" * 20_000, "> " * 20_000, "- " * 20_000, "*a " * 20_000, "![" * 20_000, "[a](b)" * 20_000,
     "[^1]" * 10_000 + "\n\n[^1]: x", "|a" * 10_000 + "\n" + "|-" * 10_000, "a" * 1_000_000, "`" * 100_000,
     "\ud7ff\u0301" * 10_000, "\x00" * 1000],
)  # fmt: skip
def test_x13_hostile_lengths_end(text):
    html_of(text)
    blocks_of(text)
    problems_in(text, anchors=(), figures=())
