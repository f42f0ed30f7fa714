"""Rules of the house that no tool checks: which pages are public, and how long things may be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
ROOMS = ("institutions", "letters", "workplans", "guidelines", "surveys", "meetings", "qmportal")

PUBLIC_PAGES = {
    "health",
    "healthz",
    "readyz",
    "robots",
    "sitemap",
    "home",
    "search",
    "accept-invitation",
    "guidelines:attachment",
    "guidelines:compare",
    "guidelines:index",
    "guidelines:figure",
    "guidelines:guideline",
    "guidelines:edition",
    "guidelines:supplement",
    "guidelines:pdf",
    "guidelines:supplement-pdf",
    "guidelines:citation",
    "guidelines:supplement-citation",
    "guidelines:feed",
    "guidelines:guideline-feed",
    "guidelines:follow",
    "guidelines:confirm",
    "guidelines:leave",
    "letters:resubscribe",
    "meetings:agenda",
    "meetings:agenda-pdf",
    "meetings:decision",
    "meetings:decisions",
    "meetings:answer",
    "meetings:calendar",
    "meetings:feed",
    "letters:unsubscribe",
    "institutions:history",
    "institutions:index",
    "institutions:institution",
    "institutions:news",
    "institutions:news-feed",
    "institutions:news-item",
    "institutions:page",
    "institutions:subgroup",
    "meetings:index",
    "meetings:meeting",
    "meetings:minutes",
    "meetings:minutes-pdf",
    "answer-link",
    "surveys:answer",
    "surveys:answer-thanks",
    "surveys:campaign",
    "surveys:edition",
    "surveys:editions",
    "surveys:poster",
    "surveys:index",
    "surveys:open-data",
    "surveys:open-release",
    "surveys:questionnaire",
    "surveys:results",
    "surveys:report",
    "workplans:activity",
    "workplans:answer",
    "workplans:calendar",
    "workplans:data",
    "workplans:download",
    "workplans:index",
    "workplans:plan",
    "workplans:private-calendar",
    "workplans:report",
    "workplans:report-pdf",
    "workplans:schema",
    "workplans:statistics",
    "workplans:timeline",
    "workplans:version",
    "workplans:versions",
}
# pages of allauth, and of the office, for people who are not signed in yet; the office sends them to sign in
PUBLIC_FOREIGN_PAGES = {
    "account_login",
    "account_logout",  # sends visitors to the first page
    "account_confirm_login_code",  # a step of signing in that is switched off; sends everybody to sign in
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "admin:login",
}


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> list[tuple[str, URLPattern]]:
    """Every address of the portal, with its name."""
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += patterns(entry, inner)
        else:
            found.append((f"{namespace}{entry.name}", entry))
    return found


def is_public(pattern: URLPattern) -> bool:
    return not getattr(pattern.callback, "login_required", True)


def python_files() -> list[Path]:
    return [
        path
        for folder in (*ROOMS, "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_public_pages_are_exactly_these():
    public = {name for name, pattern in patterns() if is_public(pattern)}

    assert public == PUBLIC_PAGES | PUBLIC_FOREIGN_PAGES


def test_files_are_short():
    limits = {"tests": 300}
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text().splitlines())) > limits.get(path.relative_to(ROOT).parts[0], 400)
    }

    assert too_long == {}


def test_no_test_counts_seconds():
    counting = {
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.is_relative_to(ROOT / "tests") and re.search(r"(perf_counter|process_time)\b", path.read_text())
    }

    assert counting == {"tests/pace.py", "tests/test_house_rules.py"}  # they say how busy a machine is


def test_functions_are_short():
    too_long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno + 1 > 40
    }

    assert too_long == {}


@pytest.mark.parametrize("forbidden", [" style=", "<script>", "onclick=", "javascript:", "<style"])
def test_templates_hold_nothing_inline(forbidden):
    guilty = [
        str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html") if forbidden in path.read_text()
    ]

    assert guilty == []


def test_templates_are_short():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and (lines := len(path.read_text().splitlines())) > 150
    }

    assert too_long == {}


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []
