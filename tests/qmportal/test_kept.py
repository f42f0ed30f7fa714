"""Parts of the frame are rendered once for each language and each content."""

from __future__ import annotations

from django.utils import translation

from qmportal.templatetags.kept import kept

FOOTER = "includes/_site_footer.html"


def test_other_values_and_other_languages_have_their_own():
    first = kept(FOOTER, footer_links=[{"label": "Privacy", "url": "/en/privacy/"}], as_of="4 May 2026")

    assert kept(FOOTER, footer_links=[{"label": "Privacy", "url": "/en/privacy/"}], as_of="4 May 2026") is first
    assert "5 May 2026" in kept(FOOTER, footer_links=[], as_of="5 May 2026")
    with translation.override("sv"):
        assert "Läget 5 maj 2026." in kept(FOOTER, footer_links=[], as_of="5 maj 2026")


def test_nothing_is_kept_while_templates_are_edited(settings):
    settings.DEBUG = True

    assert kept(FOOTER, footer_links=[], as_of="a day") is not kept(FOOTER, footer_links=[], as_of="a day")
