"""The page of a text's files: sending, describing, replacing, removing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from guidelines.models import Attachment, Edition
from guidelines.templatetags.files import file_size
from tests.factories import make_clause, make_edition, make_guideline, publish_anew
from tests.guidelines.files.made import PDF, picture, word

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
CORE = "<c xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>A. Author</dc:creator></c>"


@pytest.fixture
def text(subgroup):
    return make_edition(make_guideline(subgroup=subgroup), **DRAFT)


@pytest.fixture
def url(text) -> str:
    return f"/en/guidelines/texts/{text.pk}/files/"


@pytest.fixture
def writer(client, lead):
    client.force_login(lead)
    return client


def sent(content: bytes = PDF, name: str = "Radni_list.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def said(**more):
    return {"title_en": "", "title_bs": "", "title_sv": "", "language": "", **more}


def send(writer, url, **more) -> Attachment:
    assert writer.post(url, said(file=sent(), **more)).status_code == 302
    return Attachment.objects.latest("pk")


def test_a_file_needs_nothing_but_itself(writer, url, text):
    row = send(writer, url)

    assert (row.title_bs, row.title_en, row.name) == ("Radni list", None, "radni-list")
    page = writer.get(url).content.decode()
    assert "The file Radni_list.pdf is attached." in page
    assert f'href="/en/guidelines/files/{row.pk}/"' in page
    assert "PDF, 69 bytes" in page


def test_titles_and_language_are_kept(writer, url):
    row = send(writer, url, title_sv="Blankett", language="sv")

    assert (row.title_bs, row.title_sv, row.language, row.name) == (None, "Blankett", "sv", "blankett")


def test_u09_the_sender_is_told_what_others_can_see(writer, url):
    content = word(docProps__core_dot_xml=CORE)

    page = writer.post(url, said(file=sent(content, "a.docx", "application/zip")), follow=True).content.decode()

    assert "whom every reader can see: A. Author." in page


def test_a_figure_shows_how_clauses_call_it(writer, url):
    writer.post(url, said(file=sent(picture(), "Shema.png", "image/png")))

    page = writer.get(url).content.decode()
    assert "<code>figure:shema</code>" in page
    assert "40 × 30" in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (sent(b"MZ", "a.pdf"), "Files are taken as PDF"),
        (sent(b""), "The file is empty."),
        (sent(PDF, "<script>alert(1)</script>.exe"), "The name of the file does not end"),
        ("", "This field is required."),
        ("no file", "This field is required."),
    ],
)
def test_u04_x17_what_is_not_taken_is_said_at_the_field(writer, url, text, file, words):
    answer = writer.post(url, said(file=file, title_bs="Naslov <b>"))

    page = answer.content.decode()
    assert (answer.status_code, text.attachments.count()) == (200, 0)
    assert words in page
    assert "Naslov &lt;b&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("length", ["10000000000", "9" * 30])
def test_u06_what_is_too_long_is_cut_off_before_it_is_read(writer, url, length):
    answer = writer.generic("POST", url, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=length)

    assert answer.status_code == 413
    assert "up to 20 MB" in answer.content.decode()


@pytest.mark.parametrize(("length", "status"), [("", 200), ("10", 200), ("x", 200), ("-5", 200)])
def test_u06_lengths_that_lie_store_nothing(writer, url, text, length, status):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF + b"\r\n"

    answer = writer.generic("POST", url, body, "multipart/form-data; boundary=x", CONTENT_LENGTH=length)

    assert answer.status_code in {status, 400}
    assert not text.attachments.exists()


@pytest.mark.parametrize("trouble", ["quota", "closed"])
def test_u14_the_reason_is_said(writer, url, text, settings, trouble, monkeypatch):
    if trouble == "quota":
        settings.ATTACHMENT_QUOTA = 5
    else:
        monkeypatch.setattr("guidelines.actions.writing.may_write", _once())

    page = writer.post(url, said(file=sent())).content.decode()

    assert ("as many files as it may have" if trouble == "quota" else "no longer a draft; nothing was saved") in page
    assert not text.attachments.exists()


def _once():
    answers = iter([True])
    return lambda *_args, **_options: next(answers, False)


def test_d13_a_full_disk_is_said(writer, url, text, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.default_storage._wrapped._save", full)

    page = writer.post(url, said(file=sent())).content.decode()

    assert "storage for files does not work at the moment" in page


def test_titles_are_changed_and_a_file_is_replaced(writer, url):
    row = send(writer, url)
    edit = f"/en/guidelines/files/{row.pk}/edit/"
    seen = writer.get(edit).context["form"].initial["seen"]

    answer = writer.post(edit, said(title_en="Sheet", language="en", seen=seen, file=sent(PDF + b"\n", "New.pdf")))

    assert answer["Location"] == url
    row.refresh_from_db()
    assert (row.title_en, row.title_bs, row.language, row.name) == ("Sheet", None, "en", "radni-list")
    assert (row.file_name, row.size) == ("New.pdf", len(PDF) + 1)


def test_d01_who_was_slower_sees_both_and_may_save_on_top(writer, url):
    row = send(writer, url)
    edit = f"/en/guidelines/files/{row.pk}/edit/"
    seen = writer.get(edit).context["form"].initial["seen"]
    writer.post(edit, said(title_bs="Njihov", seen=seen))

    answer = writer.post(edit, said(title_bs="Moj", seen=seen))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Njihov" in page
    assert 'value="Moj"' in page
    writer.post(edit, said(title_bs="Moj", seen=answer.context["form"].data["seen"]))
    row.refresh_from_db()
    assert row.title_bs == "Moj"


def test_another_kind_or_no_title_is_refused(writer, url):
    row = send(writer, url)
    edit = f"/en/guidelines/files/{row.pk}/edit/"
    seen = writer.get(edit).context["form"].initial["seen"]

    other = writer.post(edit, said(title_bs="X", seen=seen, file=sent(picture(), "a.png", "image/png")))
    untitled = writer.post(edit, said(seen=seen))

    assert "any other file by one of its own format" in other.content.decode()
    assert "in one language at least" in untitled.content.decode()


def test_a_file_is_removed_after_a_question(writer, url, text):
    row = send(writer, url)
    remove = f"/en/guidelines/files/{row.pk}/remove/"

    assert "It cannot be brought back" in writer.get(remove).content.decode()
    assert writer.post(remove)["Location"] == url
    assert not text.attachments.exists()


def test_a_figure_in_use_is_not_removed(writer, url, text):
    writer.post(url, said(file=sent(picture(), "Shema.png", "image/png")))
    row = Attachment.objects.get()
    make_clause(text, position=3, body_bs="![Shema](figure:shema)")

    for answer in (
        writer.get(f"/en/guidelines/files/{row.pk}/remove/"),
        writer.post(f"/en/guidelines/files/{row.pk}/remove/"),
    ):
        assert "clause 3 shows it" in answer.content.decode()
    assert answer.status_code == 409


def test_the_page_asks_as_much_of_the_database_for_three_files(writer, url, django_assert_num_queries):
    send(writer, url)
    writer.get(url)
    with CaptureQueriesContext(connection) as one:
        writer.get(url)
    count = len(one)
    for number in range(1, 4):
        writer.post(url, said(file=sent(PDF + b"\n" * number, f"{number}.pdf")))
    writer.get(url)

    with django_assert_num_queries(count):
        writer.get(url)


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (999, "en", "999 bytes"),
        (1_499, "en", "1 kB"),
        (3_440_000, "sv", "3,4 MB"),
        (200_000_000, "en", "200 MB"),
    ],
)
def test_sizes_are_told_in_the_readers_units(size, language, words):
    with translation.override(language):
        assert file_size(size).replace("\xa0", " ") == words


def test_readers_are_offered_documents_and_see_figures(client, secretariat):
    text = make_edition(clauses=1)
    client.force_login(secretariat)
    address = f"/en/guidelines/texts/{text.pk}/files/"
    client.post(address, said(file=sent(), language="sv", title_sv="Blankett"))
    client.post(address, said(file=sent(picture(), "Shema.png", "image/png")))
    clause = text.clauses.get()
    clause.body_bs = "![Tri koraka](figure:shema)"
    clause.save()
    publish_anew(text)

    document, figure = text.attachments.downloads().get(), text.attachments.figures().get()
    line = render_to_string("guidelines/_files.html", {"attachments": [document]})
    assert '<span lang="sv">Blankett</span></a> (PDF, 69 bytes, in Swedish)' in " ".join(line.split())
    client.logout()
    page = client.get(f"/bs/guidelines/{text.guideline.code}/").content.decode()
    assert f'<img src="/bs/guidelines/files/{figure.pk}/figure/" alt="Tri koraka" width="40" height="30"' in page
    assert client.get(f"/bs/guidelines/files/{figure.pk}/figure/").status_code == 200
