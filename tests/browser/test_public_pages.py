"""Every public page in three languages: found, in its language, nothing English left, accessible, light."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.browser.conftest import LANGUAGES, NARROW, WIDE, violations

# Words a Bosnian or Swedish page would hold only by mistake.
ENGLISH = re.compile(
    r"\b(the|and|of|with|from|this|that|are|was|were|has|have|been|which|their|by|will|not|yet|all|work|page|sign)\b"
)
# These are Swedish words too.
ALSO_SWEDISH = {"all", "by", "not"}

READ = """() => {
  const texts = [];
  const page = document.documentElement.lang;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest('script, style, noscript')) continue;
    const spoken = parent.closest('[lang]');
    if (spoken && spoken.lang !== page) continue;
    texts.push(node.data.trim().replace(/\\s+/g, ' '));
  }
  for (const thing of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]')) {
    const spoken = thing.closest('[lang]');
    if (spoken && spoken.lang !== page) continue;
    for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
      if (thing.getAttribute(name)) texts.push(thing.getAttribute(name).trim());
  }
  texts.push(document.title);
  return {
    lang: page,
    texts: texts,
    ids: Array.from(document.querySelectorAll('[id]'), thing => thing.id),
    links: Array.from(document.querySelectorAll('a[href]'), link => link.getAttribute('href')),
  };
}"""


CODE = re.compile(r"\b[A-Z]+(?:-[A-Z0-9]+)+\b")  # such as USERS-DEFAULT: the same in every language


@pytest.fixture(scope="module")
def crawled(browser, portal):
    """Every page a visitor reaches from the three first pages: path to (status, language, texts, links)."""
    context = browser.new_context(viewport=WIDE, base_url=portal.url, java_script_enabled=True)
    page = context.new_page()
    waiting, seen = [f"/{language}/" for language in LANGUAGES], {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        response = page.goto(path, wait_until="domcontentloaded")  # words and links do not wait for pictures
        read = page.evaluate(READ)
        links = [urljoin(f"{portal.url}{path}", link) for link in read["links"]]
        seen[path] = {**read, "status": response.status, "links": links}
        if "/accounts/" in path or path.endswith("/follow/"):
            context.clear_cookies()  # a form that is sent needs one
        assert context.cookies() == []  # H-08, Y-04: a visitor is given none
        own = [link for link in seen[path]["links"] if urlsplit(link).netloc == urlsplit(portal.url).netloc]
        pages = [address_of(link) for link in own if is_page(link)]
        waiting += [path for path in pages if path not in seen]
    context.close()
    return seen


def is_page(link: str) -> bool:
    """Neither a file nor a feed, nor the link of a poster, which leads on in the language of the browser."""
    path = urlsplit(link).path
    return "." not in path.rpartition("/")[2] and not path.endswith("/feed/") and not path.startswith("/a/")


def address_of(link: str) -> str:
    """Path and query; filters and sorting lead to the same pages in another order, so one of each is enough."""
    parts = urlsplit(urldefrag(link).url)
    return parts.path


def test_every_page_answers_in_its_language(crawled):
    wrong = {
        path: (page["status"], page["lang"])
        for path, page in crawled.items()
        if page["status"] != 200 or page["lang"] != path.split("/")[1]
    }

    assert wrong == {}
    assert {path[:4] for path in crawled} == {"/en/", "/bs/", "/sv/"}


def test_every_page_exists_in_every_language(crawled):
    pages = {language: {path[3:] for path in crawled if path.startswith(f"/{language}/")} for language in LANGUAGES}

    assert pages["en"] == pages["bs"] == pages["sv"]
    assert len(pages["en"]) > 20


def test_links_within_pages_lead_somewhere(crawled, portal):
    dangling = [
        (path, link)
        for path, page in crawled.items()
        for link in page["links"]
        if link.startswith(portal.url) and "#" in link
        for target, anchor in [urldefrag(link)]
        if anchor and (other := crawled.get(urlsplit(target).path)) and anchor not in other["ids"]
    ]

    assert dangling == []


@pytest.mark.parametrize("language", ["bs", "sv"])
def test_nothing_english_is_left(crawled, language):
    """Words that only English has, in text that does not say it is English."""
    left = set()
    for path, page in crawled.items():
        if not path.startswith(f"/{language}/"):
            continue
        for text in page["texts"]:
            words = set(ENGLISH.findall(text))
            if language == "sv":
                words -= ALSO_SWEDISH
            if words:
                left.add((path, text[:120]))

    assert left == set()


@pytest.mark.parametrize("language", ["bs", "sv"])
def test_sentences_are_translated(crawled, language):
    """A text of three words or more reads differently in another language."""
    left = set()
    for path, page in crawled.items():
        if not path.startswith(f"/{language}/"):
            continue
        english = {
            text
            for text in crawled[f"/en/{path[4:]}"]["texts"]
            if len(re.findall(r"[^\W\d]{3,}", CODE.sub("", text))) >= 3 and "@" not in text and " " in text
        }
        left |= {(path, text[:120]) for text in page["texts"] if text in english}

    assert left == set()


def one_of_each(paths, *, every_guideline: bool = True) -> list[str]:
    """One page per kind: things of one list look alike; texts of guidelines do not."""
    kinds = {}
    for path in sorted(paths):
        parts = path.strip("/").split("/")
        number_of_parts = 3 if every_guideline and parts[1:2] == ["guidelines"] else 2
        kinds.setdefault((tuple(parts[:number_of_parts]), len(parts)), path)
    return sorted(kinds.values())


def test_axe_finds_nothing(crawled, browser, portal):
    """WCAG 2.2 A and AA, best practice: all languages wide and light; every text, longest words, narrow and dark."""
    found = {}
    for size, scheme, languages in ((WIDE, "light", LANGUAGES), (NARROW, "dark", ["bs"])):
        context = browser.new_context(viewport=size, base_url=portal.url, color_scheme=scheme)
        page = context.new_page()
        some = [path for path in crawled if path.split("/")[1] in languages]
        for path in one_of_each(some, every_guideline=scheme == "dark"):
            page.goto(path)
            if broken := violations(page, colours=path.startswith(f"/{languages[0]}/")):
                found[f"{path} {scheme} {size['width']}"] = broken
        context.close()

    assert found == {}


def test_nothing_scrolls_sideways_on_a_phone(crawled, browser, portal):
    context = browser.new_context(viewport={"width": 320, "height": 740}, base_url=portal.url)
    page = context.new_page()
    wide = {}
    for path in one_of_each(path for path in crawled if path.startswith("/bs/")):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    context.close()

    assert wide == {}


def test_first_visit_is_light(browser, portal):
    """All that travels for the first page, compressed as served: under 60 kB and eight requests."""
    context = browser.new_context(viewport=WIDE, base_url=portal.url)
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    page.goto("/bs/", wait_until="networkidle")
    html = page.content().encode()
    context.close()

    saved = len(html) - len(gzip.compress(html, 6))  # static files are compressed already; pages are by the proxy
    assert len(sizes) <= 8
    assert sum(sizes) - saved < 60_000
