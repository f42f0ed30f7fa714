"""`makemessages`: bring the catalogues in step with what is said, or (--check) name what is not; replaces Django's."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from qmportal.management import catalogues
from qmportal.management.catalogues import SOURCE_LANGUAGE, Messages


@dataclass(frozen=True)
class Catalogue:
    """One .po file: what it must hold, what it may hold besides, and where words for new strings may come from."""

    path: Path
    language: str
    wanted: Messages
    allowed: Messages
    seeds: Messages

    def faults(self) -> list[str]:
        return catalogues.faults(self.path, self.language, self.wanted, self.allowed)


class Command(BaseCommand):
    """Merges into locale/ what the house says, and into locale/packages/ what its packages leave untranslated."""

    help = "Bring the message catalogues in step with what is said; --check only names what is missing or wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail and name every fault")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        # The packages first: their words are what new strings of the house start with.
        if not check:
            for catalogue in (*of_packages(), *of_house()):
                self.write(catalogue)
            return
        lines = [line for catalogue in (*of_house(), *of_packages()) for line in catalogue.faults()]
        if lines:
            raise CommandError("\n".join([*lines, f"{len(lines)} faults in the message catalogues"]))

    def write(self, catalogue: Catalogue) -> None:
        """Write one catalogue; where nothing is wanted, none is begun."""
        if catalogue.wanted or catalogue.path.exists():
            merged = merge(catalogue)
            catalogue.path.parent.mkdir(parents=True, exist_ok=True)
            merged.save(str(catalogue.path))
            self.stdout.write(f"{catalogue.path}: {len(merged)} strings, {merged.percent_translated()} % translated")


def of_house() -> Iterator[Catalogue]:
    """Our own strings, in every language."""
    house, packages = (Path(path) for path in settings.LOCALE_PATHS)
    ours = catalogues.extract(Path(settings.BASE_DIR))
    for language, _name in settings.LANGUAGES:
        theirs = catalogues.translated_by_packages(language, "django")
        theirs |= catalogues.read(catalogues.catalogue(packages, language))
        yield Catalogue(catalogues.catalogue(house, language), language, ours, ours, theirs)


def of_packages() -> Iterator[Catalogue]:
    """What the installed packages can say but do not say in one of our languages; corrections may be added."""
    _house, packages = (Path(path) for path in settings.LOCALE_PATHS)
    for domain in ("django", "djangojs"):
        said = catalogues.said_by_packages(domain)
        for language in (code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE):
            theirs = catalogues.translated_by_packages(language, domain)
            wanted = {key: entry for key, entry in said.items() if key not in theirs}
            yield Catalogue(catalogues.catalogue(packages, language, domain), language, wanted, said, {})


def merge(catalogue: Catalogue) -> polib.POFile:
    """Keep translations of strings still said, drop the others, add the wanted ones; nothing is guessed.

    A new string starts with the words a package already has for exactly it; English speaks for itself.
    """
    before = catalogues.read(catalogue.path)
    kept = {key: entry for key, entry in before.items() if key in catalogue.allowed}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Project-Id-Version": "QM portal",
        "Language": catalogue.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalogues.PLURAL_FORMS[catalogue.language],
    }
    # By text, so that moving a string between files moves nothing here.
    for key in sorted(catalogue.wanted.keys() | kept.keys(), key=lambda key: (key[1].casefold(), key[1], key[0] or "")):
        said = catalogue.allowed[key]
        merged.append(
            polib.POEntry(
                msgid=said.msgid,
                msgid_plural=said.msgid_plural,
                msgctxt=said.msgctxt,
                comment=said.comment,
                occurrences=said.occurrences,
                flags=kept[key].flags if key in kept else [],
                **words(said, catalogue.language, kept.get(key) or catalogue.seeds.get(key)),
            )
        )
    return merged


def words(said: polib.POEntry, language: str, known: polib.POEntry | None) -> dict[str, Any]:
    """The translation of a string: its own text in English, what is known elsewhere, else room for it."""
    if said.msgid_plural:
        forms = dict.fromkeys(range(catalogues.plural_count(language)), "")
        if language == SOURCE_LANGUAGE:
            forms = {0: said.msgid, 1: said.msgid_plural}
        elif known and known.msgid_plural == said.msgid_plural:
            forms |= known.msgstr_plural
        return {"msgstr_plural": forms}
    if language == SOURCE_LANGUAGE:
        return {"msgstr": said.msgid}
    return {"msgstr": known.msgstr if known and not known.msgid_plural else ""}
