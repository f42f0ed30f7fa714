"""Every string is there in three languages, ours and the packages'; a new one turns this red and is named."""

from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext

from qmportal.management import catalogues
from qmportal.management.commands import makemessages
from qmportal.management.commands.compilemessages import compile_catalogue

TEMPLATE = """{% load i18n %}
    {# Translators: on the button #}
    <p>{% trans "Save" context "verb" %} {{ title|default:_("Nothing") }}</p>
      {% blocktranslate count n=plans|length trimmed %}
        One plan, 100 % done
      {% plural %}
        {{ n }} plans
      {% endblocktranslate %}
"""
PYTHON = """
def greet(n):
    # Translators: shown once
    _("Hello, %(name)s")
    return ngettext("%(n)d letter", "%(n)d letters", n), pgettext("month", "May"), _("two " "parts")
"""


def test_the_house_is_complete_in_every_language():
    faults = [line for catalogue in makemessages.of_house() for line in catalogue.faults()]

    assert not faults, "\n".join(faults)


def test_what_packages_say_is_complete_in_every_language():
    faults = [line for catalogue in makemessages.of_packages() for line in catalogue.faults()]

    assert not faults, "\n".join(faults)


@pytest.fixture
def small_house(tmp_path, settings):
    """A house with one template and one module, in English and Bosnian, on Django alone."""
    (tmp_path / "room" / "tests").mkdir(parents=True)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "room" / "page.html").write_text(TEMPLATE)
    (tmp_path / "room" / "views.py").write_text(PYTHON)
    (tmp_path / "room" / "tests" / "test_it.py").write_text('_("only in a test")')
    (tmp_path / ".venv" / "package.py").write_text('_("only in a package")')
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale", tmp_path / "locale" / "packages"]
    settings.LANGUAGES = [("en", "English"), ("bs", "Bosnian")]
    settings.INSTALLED_APPS = []
    return tmp_path


def catalogue_of(house: Path, language: str) -> Path:
    return house / "locale" / language / "LC_MESSAGES" / "django.po"


def test_strings_are_found_with_context_plural_and_comment(small_house):
    found = catalogues.extract(small_house)

    assert {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in found.values()} == {
        ("verb", "Save", ""),
        (None, "Nothing", ""),
        (None, "One plan, 100 %% done", "%(n)s plans"),
        (None, "Hello, %(name)s", ""),
        (None, "%(n)d letter", "%(n)d letters"),
        ("month", "May", ""),
        (None, "two parts", ""),
    }
    assert found["verb", "Save"].comment == "Translators: on the button"
    assert found[None, "Hello, %(name)s"].comment == "Translators: shown once"
    assert found[None, "two parts"].occurrences == [("room/views.py", "")]


def test_english_speaks_for_itself_and_bosnian_waits_with_three_forms(small_house):
    call_command(makemessages.Command(), verbosity=0)

    english = catalogues.read(catalogue_of(small_house, "en"))
    bosnian = catalogues.read(catalogue_of(small_house, "bs"))
    assert english[None, "%(n)d letter"].msgstr_plural == {0: "%(n)d letter", 1: "%(n)d letters"}
    assert english["verb", "Save"].msgstr == "Save"
    assert bosnian[None, "%(n)d letter"].msgstr_plural == {0: "", 1: "", 2: ""}
    assert "#: room/views.py\n" in catalogue_of(small_house, "bs").read_text()


def test_a_second_time_changes_nothing(small_house):
    call_command(makemessages.Command(), verbosity=0)
    before = catalogue_of(small_house, "bs").read_bytes()

    call_command(makemessages.Command(), verbosity=0)

    assert catalogue_of(small_house, "bs").read_bytes() == before


def test_translations_stay_and_vanished_strings_go(small_house):
    call_command(makemessages.Command(), verbosity=0)
    path = catalogue_of(small_house, "bs")
    file = polib.pofile(str(path))
    file.find("two parts").msgstr = "dva dijela"
    file.append(polib.POEntry(msgid="gone", msgstr="nestalo"))
    file.save()

    call_command(makemessages.Command(), verbosity=0)

    after = catalogues.read(path)
    assert after[None, "two parts"].msgstr == "dva dijela"
    assert (None, "gone") not in after


@pytest.mark.parametrize(
    ("text", "change", "fault"),
    [
        ("two parts", {"msgstr": ""}, "untranslated: 'two parts' (room/views.py)"),
        ("two parts", {"msgstr": "dva", "flags": ["fuzzy"]}, "fuzzy: 'two parts'"),
        ("two parts", {"obsolete": 1}, "nobody says this any more: 'two parts'"),
        ("Hello, %(name)s", {"msgstr": "Zdravo, %(ime)s"}, "placeholders or tags differ: 'Hello, %(name)s'"),
        ("%(n)d letter", {"msgstr_plural": {0: "pismo", 1: "%(n)d pisma", 2: "%(n)d pisama"}}, "placeholders"),
        ("%(n)d letter", {"msgstr_plural": {0: "%(n)d pismo", 1: "%(n)d pisma"}}, "untranslated: '%(n)d letter'"),
        ("%(n)d letter", {"msgid_plural": "%(n)d mails"}, "its plural changed: '%(n)d letter'"),
        ("two parts", {"msgid": "three parts"}, "missing: 'two parts'"),
    ],
)
def test_check_names_each_fault_and_writes_nothing(small_house, text, change, fault):
    call_command(makemessages.Command(), verbosity=0)
    path = catalogue_of(small_house, "bs")
    translate_all(path)
    translate_all(catalogue_of(small_house, "packages/bs"))
    call_command(makemessages.Command(), check=True)
    file = polib.pofile(str(path))
    entry = next(entry for entry in file if entry.msgid == text)
    for name, value in change.items():
        setattr(entry, name, value)
    file.save()
    before = path.read_bytes()

    with pytest.raises(CommandError) as error:
        call_command(makemessages.Command(), check=True)

    assert fault in str(error.value)
    assert path.read_bytes() == before


def translate_all(path: Path) -> None:
    """Fill a catalogue with its own English, which keeps every placeholder."""
    file = polib.pofile(str(path))
    for entry in file:
        if entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(range(3), entry.msgid_plural)
        else:
            entry.msgstr = entry.msgid
    file.save()


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("See <b>this</b>", "Vidi <i>ovo</i>"),
        ("{} of {total}", "{} od {ukupno}"),
        ("%s by %d", "%d od %s"),
        ("100 %% of %(x)s", "100 % od %(x)s"),
        ("\nline", "red"),
    ],
)
def test_spoilt_translations_are_noticed(english, translated):
    entry = polib.POEntry(msgid=english, msgstr=translated)

    assert not catalogues.keeps_placeholders(entry, "bs")


def test_the_form_for_one_may_leave_out_the_number_only_where_it_means_one():
    forms = {0: "a letter", 1: "%(n)d letters"}
    entry = polib.POEntry(msgid="one letter", msgid_plural="%(n)d letters", msgstr_plural=forms)

    assert catalogues.keeps_placeholders(entry, "sv")
    assert not catalogues.keeps_placeholders(entry, "bs")


def test_a_catalogue_is_compiled_once(tmp_path):
    path = tmp_path / "django.po"
    file = polib.POFile()
    file.append(polib.POEntry(msgid="yes", msgstr="da"))
    file.append(polib.POEntry(msgid="no", msgstr="ne", flags=["fuzzy"]))
    file.save(str(path))

    assert compile_catalogue(path)
    assert not compile_catalogue(path)
    assert [entry.msgid for entry in polib.mofile(str(tmp_path / "django.mo"))] == ["yes"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["django.mo", "django.po"]


def test_our_words_win_over_the_packages():
    with translation.override("bs"):
        assert gettext("Enter a valid email address.") == "Unesite ispravnu e-mail adresu."
        assert gettext("today") == "danas"
        assert gettext("Recovery Codes") == "Rezervni kodovi"
    with translation.override("sv"):
        assert gettext("Passkey") == "Passernyckel"


@pytest.mark.parametrize(
    ("n", "unit"), [(1, "sat"), (2, "sata"), (5, "sati"), (11, "sati"), (21, "sat"), (104, "sata")]
)
def test_bosnian_has_three_plural_forms(n, unit):
    with translation.override("bs"):
        assert ngettext("%(num)d hour", "%(num)d hours", n) % {"num": n} == f"{n} {unit}"
        assert npgettext("naturaltime-past", "%(num)d week", "%(num)d weeks", 5) % {"num": 5} == "5 sedmica"
