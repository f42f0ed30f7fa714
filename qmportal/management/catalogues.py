"""What the house and its packages say, and how far catalogues translate it; needs no gettext programs."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib
from babel.messages.extract import extract as babel_extract
from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.translation.template import TRANSLATOR_COMMENT_MARK, templatize

SOURCE_LANGUAGE = "en"
PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "sv": "nplurals=2; plural=(n != 1);",
    "bs": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
SKIPPED_FOLDERS = {"tests", "locale", "docs", "node_modules"}
# Where Babel finds the texts among a function's arguments; "c" marks the context.
KEYWORDS: dict[str, tuple | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PRINTF = re.compile(r"%%|%\(\w+\)[#0+ -]*[\d.]*[a-zA-Z]|%[sdrif]|%")
BRACES = re.compile(r"\{\w*\}")
TAGS = re.compile(r"</?[a-zA-Z][^>]*>")

Key = tuple[str | None, str]  # context and text
Messages = dict[Key, polib.POEntry]


def key_of(entry: polib.POEntry) -> Key:
    """Context and text: what gettext looks a string up by."""
    return entry.msgctxt, entry.msgid


def plural_count(language: str) -> int:
    """Number of plural forms, from the header every catalogue of that language carries."""
    return int(PLURAL_FORMS[language].partition("nplurals=")[2].partition(";")[0])


# What is said


def say(messages: Messages, said: polib.POEntry) -> None:
    """Add one string, together with where it was said before and what translators should know."""
    known = messages.setdefault(key_of(said), said)
    known.msgid_plural = known.msgid_plural or said.msgid_plural
    known.occurrences = sorted({*known.occurrences, *said.occurrences})
    if said.comment and said.comment not in known.comment:
        known.comment = f"{known.comment}\n{said.comment}".strip()


def sources(root: Path) -> Iterator[Path]:
    """Files below `root` that may speak: Python and templates, neither tests nor hidden folders."""
    for path in sorted(root.rglob("*")):
        folders = path.relative_to(root).parts[:-1]
        if any(folder in SKIPPED_FOLDERS or folder.startswith(".") for folder in folders):
            continue
        if path.suffix in {".py", ".html", ".txt"} and path.is_file():
            yield path


def extract(root: Path, name_of: str | None = None) -> Messages:
    """Strings said in the files below `root`; `name_of` replaces the file names as the place."""
    messages: Messages = {}
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Brackets around it, because a template's indentation is not Python's.
            text = f"(\n{templatize(text)}\n)"
        found = babel_extract(
            "python",
            io.BytesIO(text.encode()),
            KEYWORDS,
            [TRANSLATOR_COMMENT_MARK],
            {"encoding": "utf-8"},
        )
        place = name_of or path.relative_to(root).as_posix()
        for _line, texts, comments, context in found:
            singular, plural = texts if isinstance(texts, tuple) else (texts, "")
            comment = "\n".join(comments)
            say(
                messages,
                polib.POEntry(
                    msgid=singular,
                    msgid_plural=plural,
                    msgctxt=context,
                    comment=comment,
                    occurrences=[(place, "")],
                ),
            )
    return messages


def packages() -> list[tuple[str, Path]]:
    """Name and folder of every installed app that is not a room of ours, and of Django's own core."""
    house = Path(settings.BASE_DIR)
    django_core = Path(find_spec("django.conf").origin).parent  # type: ignore[union-attr, arg-type]
    others = [app for app in apps.get_app_configs() if Path(app.path).parent != house]
    return [
        ("django", django_core),
        *((app.name, Path(app.path)) for app in others if not has_parent(app, others)),
    ]


def has_parent(app: AppConfig, others: list[AppConfig]) -> bool:
    """Whether another installed app (allauth for allauth.account) already speaks for this one."""
    return any(app.name.startswith(f"{other.name}.") for other in others)


def said_by_packages(domain: str) -> Messages:
    """Strings the installed packages can say: by their English catalogue, or by their source where they have none."""
    messages: Messages = {}
    for name, folder in packages():
        english = catalogue(folder / "locale", SOURCE_LANGUAGE, domain)
        if english.exists():
            for entry in polib.pofile(str(english)):
                entry.occurrences, entry.flags, entry.comment, entry.tcomment = (
                    [(name, "")],
                    [],
                    "",
                    "",
                )
                say(messages, entry)
        elif domain == "django":
            for entry in extract(folder, name).values():
                say(messages, entry)
    return messages


def translated_by_packages(language: str, domain: str) -> Messages:
    """Translations the installed packages bring along, complete ones only."""
    return {
        key_of(entry): entry
        for _name, folder in packages()
        if (path := catalogue(folder / "locale", language, domain)).exists()
        for entry in polib.pofile(str(path))
        if not entry.obsolete and is_complete(entry, language)
    }


# How far it is translated


def catalogue(locale: Path, language: str, domain: str = "django") -> Path:
    """Path of a catalogue, whether or not it exists."""
    return locale / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path) -> Messages:
    """The strings of one catalogue that are in use, none if it does not exist."""
    if not path.exists():
        return {}
    return {key_of(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def is_complete(entry: polib.POEntry, language: str) -> bool:
    """Whether every form is there and somebody vouched for it."""
    if entry.fuzzy:
        return False
    if entry.msgid_plural:
        return len(entry.msgstr_plural) == plural_count(language) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def placeholders(text: str) -> tuple:
    """What a translation must keep: values to fill in, HTML tags, line breaks at both ends."""
    printf = PRINTF.findall(text)
    return (
        {mark for mark in printf if mark.startswith("%(") or mark in {"%", "%%"}},
        [mark for mark in printf if mark in {"%s", "%d", "%r", "%i", "%f"}],
        set(BRACES.findall(text)),
        Counter(TAGS.findall(text)),
        (text.startswith("\n"), text.endswith("\n")),
    )


def keeps_placeholders(entry: polib.POEntry, language: str) -> bool:
    """Compare each form with the English one; only a form for exactly one thing may leave out the number."""
    if not entry.msgid_plural:
        return placeholders(entry.msgstr) == placeholders(entry.msgid)
    one, many = placeholders(entry.msgid), placeholders(entry.msgid_plural)
    first_is_one = plural_count(language) == 2  # in Bosnian the first form also serves 21 and 31
    return all(
        placeholders(text) == many or (form == 0 and first_is_one and placeholders(text) == one)
        for form, text in entry.msgstr_plural.items()
    )


def faults(path: Path, language: str, wanted: Messages, allowed: Messages) -> list[str]:
    """One line per string that `path` lacks, leaves open or spoils, or that is not among `allowed` any more."""
    entries = polib.pofile(str(path)) if path.exists() else []
    found = {key_of(entry) for entry in entries if not entry.obsolete}
    lines = [describe("missing", path, entry) for key, entry in wanted.items() if key not in found]
    for entry in entries:
        known = allowed.get(key_of(entry))
        if entry.obsolete or known is None:
            lines.append(describe("nobody says this any more", path, entry))
        elif entry.fuzzy:
            lines.append(describe("fuzzy", path, entry))
        elif known.msgid_plural != entry.msgid_plural:
            lines.append(describe("its plural changed", path, entry))
        elif not is_complete(entry, language):
            lines.append(describe("untranslated", path, entry))
        elif not keeps_placeholders(entry, language):
            lines.append(describe("placeholders or tags differ", path, entry))
    return lines


def describe(fault: str, path: Path, entry: polib.POEntry) -> str:
    """The sentence a translator can act on."""
    shown = path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path
    context = f" [{entry.msgctxt}]" if entry.msgctxt else ""
    places = ", ".join(file for file, _line in entry.occurrences)
    return f"{shown}: {fault}: {entry.msgid!r}{context}" + (f" ({places})" if places else "")
