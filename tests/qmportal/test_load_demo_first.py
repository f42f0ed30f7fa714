"""The demonstration data before it is there: refused where it does not belong, and careful with what it finds."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from guidelines.models import Clause, Edition
from institutions.models import Institution
from qmportal.management import starter

pytestmark = pytest.mark.django_db


def test_real_installations_refuse_fictional_data(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")

    assert not Institution.objects.exists()


def test_what_people_removed_before_is_left_out_of_the_draft(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR, settings.MAIL_DIR = True, tmp_path, ""
    starter.load()
    Edition.objects.get(guideline__code="QG-01").clauses.filter(anchor__in=["mode", "purpose"]).delete()

    call_command("load_demo")

    anchors = set(Clause.objects.filter(edition__number=2).values_list("anchor", flat=True))
    assert "learning" in anchors
    assert "telephone" not in anchors
