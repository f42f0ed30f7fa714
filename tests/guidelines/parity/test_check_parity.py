"""`manage.py check_parity`: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

EN = "The report of 5 November 2017 has 12 pages and is kept by the secretariat.\n"
BS = "Izvještaj od 5. 11. 2017. ima 12 stranica i čuva ga sekretarijat.\n"


@pytest.fixture
def files(tmp_path):
    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
        return [str(tmp_path / f"{name}.txt") for name in texts]

    return write


def run(*arguments):
    output = StringIO()
    try:
        call_command("check_parity", *arguments, stdout=output)
    except SystemExit as end:
        return end.code, output.getvalue()
    return 0, output.getvalue()


def test_same(files):
    code, output = run(*files(en=EN, bs=BS))

    assert code == 0
    assert "say the same" in output


def test_serious(files):
    code, output = run(*files(en=EN, bs=BS.replace("12 stranica", "21 stranica")))

    assert code == 1
    assert "SERIOUS (number)" in output
    assert "en.txt, line 1" in output
    assert "The source says 12, the translation 21." in output
    assert "    bs: " in output
    assert "1 serious, 0 to notice." in output


def test_a_notice_is_no_failure(files):
    code, output = run(*files(en=f"{EN}\nGIZ helped.\n", bs=f"{BS}\nPomogla je organizacija.\n"))

    assert code == 0
    assert "NOTICE (abbreviation)" in output


def test_json(files):
    source, target = files(en=EN, bs=BS.replace("5. 11.", "6. 11."))

    code, output = run(source, target, "--json")
    said = json.loads(output)

    assert code == 1
    assert said["source"] == {"file": source, "language": "en"}
    assert said["counts"] == {"serious": 1, "notice": 0}
    assert {"kind": "date", "severity": "serious", "source_line": 1, "target_line": 1}.items() <= said["findings"][
        0
    ].items()


def test_language_from_the_words_and_from_the_options(files):
    assert run(*files(first=EN, second=BS))[0] == 0
    assert run(*files(first="12", second="12"), "--from", "en", "--to", "sv")[0] == 0


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"a": "12", "b": "12"}, "language"),
        ({"en": EN, "other": EN}, "same language"),
        ({"en": EN, "bs": b"\xff\xfe\x00"}, "UTF-8"),
    ],
)
def test_wrong_use(files, texts, words):
    with pytest.raises(CommandError, match=words) as caught:
        run(*files(**texts))

    assert caught.value.returncode == 2


def test_unreadable_or_too_large(files, tmp_path, monkeypatch):
    (source,) = files(en=EN)
    with pytest.raises(CommandError, match="cannot be read") as caught:
        run(source, str(tmp_path / "bs.txt"))
    assert caught.value.returncode == 2

    monkeypatch.setattr("guidelines.management.commands.check_parity.LARGEST", 10)
    with pytest.raises(CommandError, match="larger"):
        run(source, source)


def test_from_the_command_line_without_any_server(files, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    environment |= {"SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "qmportal.settings"}
    command = [sys.executable, "manage.py", "check_parity"]

    def code(*arguments):
        return subprocess.run(
            [*command, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False
        ).returncode

    assert code(*files(en=EN, bs=BS)) == 0
    assert code(*files(en=EN, bs=BS.replace("2017", "2018"))) == 1
    assert code("only-one.txt") == 2
    assert code(*files(en=EN), str(tmp_path / "none.txt")) == 2
