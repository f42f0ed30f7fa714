"""`manage.py check_parity en.txt bs.txt`: does the second text say what the first says? Needs no database."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from guidelines.results.parity import Finding, Severity, compare_documents, guess_language

LANGUAGES = ("en", "bs", "sv")
WRONG_USE = 2
LARGEST = 20_000_000  # bytes of a file; a guideline has less than a hundredth of it


class Command(BaseCommand):
    """Exit 0 where nothing serious was found, 1 where something was, 2 where the files could not be compared."""

    help = "Compare two language versions of a text and print every place where they do not say the same."
    requires_system_checks: list[str] = []  # only the two files matter

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the text that was written first")
        parser.add_argument("target", help="its translation")
        parser.add_argument("--from", dest="source_language", choices=LANGUAGES, help="guessed where not given")
        parser.add_argument("--to", dest="target_language", choices=LANGUAGES, help="guessed where not given")
        parser.add_argument("--json", action="store_true", help="print one JSON object for machines")

    def handle(self, *args: Any, source: str, target: str, **options: Any) -> None:
        texts = {name: self._read(name) for name in (source, target)}
        ours = options["source_language"] or self._guess(source, texts[source], "--from")
        theirs = options["target_language"] or self._guess(target, texts[target], "--to")
        if ours == theirs:
            raise CommandError(
                f"Both texts seem to be in the same language ({ours}): say --from and --to.", returncode=WRONG_USE
            )
        found = compare_documents(texts[source], texts[target], source_language=ours, target_language=theirs)
        with override("en"):
            if options["json"]:
                self._print_json(found, {"file": source, "language": ours}, {"file": target, "language": theirs})
            else:
                self._print(found, (source, ours), (target, theirs))
        if any(finding.is_serious for finding in found):
            sys.exit(1)

    def _read(self, name: str) -> str:
        try:
            content = Path(name).read_bytes()
        except OSError as trouble:
            raise CommandError(f"{name} cannot be read: {trouble.strerror}.", returncode=WRONG_USE) from None
        if len(content) > LARGEST:
            raise CommandError(f"{name} is larger than {LARGEST:,} bytes.", returncode=WRONG_USE)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CommandError(f"{name} is not a text in UTF-8.", returncode=WRONG_USE) from None

    def _guess(self, name: str, text: str, option: str) -> str:
        parts = re.split(r"[^a-z]+", Path(name).name.lower())
        named = [code for code in LANGUAGES if code in parts]
        language = named[0] if len(named) == 1 else guess_language(text)
        if not language:
            raise CommandError(f"The language of {name} is not clear: say {option}.", returncode=WRONG_USE)
        return language

    def _print(self, found: list[Finding], source: tuple[str, str], target: tuple[str, str]) -> None:
        for finding in found:
            places = [
                f"{name}, line {line}"
                for (name, _language), line in ((source, finding.source_line), (target, finding.target_line))
                if line
            ]
            self.stdout.write(f"{finding.severity.upper()} ({finding.kind}) {'; '.join(places)}: {finding.message}")
            for (_name, language), words in ((source, finding.source_excerpt), (target, finding.target_excerpt)):
                if words:
                    self.stdout.write(f"    {language}: {words}")
        serious = sum(finding.is_serious for finding in found)
        notices = len(found) - serious
        if found:
            self.stdout.write(f"{serious} serious, {notices} to notice.")
        else:
            self.stdout.write("Nothing found: the two texts say the same as far as can be checked.")

    def _print_json(self, found: list[Finding], source: dict[str, str], target: dict[str, str]) -> None:
        findings = [
            {
                "key": finding.key,
                "kind": finding.kind,
                "severity": finding.severity,
                "source_line": finding.source_line,
                "target_line": finding.target_line,
                "source_excerpt": finding.source_excerpt,
                "target_excerpt": finding.target_excerpt,
                "message": str(finding.message),
            }
            for finding in found
        ]
        counts = {
            severity: sum(finding.severity is severity for finding in found)
            for severity in (Severity.SERIOUS, Severity.NOTICE)
        }
        everything = {"source": source, "target": target, "findings": findings, "counts": counts}
        self.stdout.write(json.dumps(everything, ensure_ascii=False, indent=2))
