"""One thing of every kind under lasting addresses: open ones, drafts, and those of another institution."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from guidelines.actions.following import SALT
from guidelines.models import Attachment, Clause, Duty, Edition, Subscription, Waiver
from guidelines.models.attachments import random_name
from institutions.models import Institution, Invitation, News, Page, Subgroup, User
from letters.actions import answer_token, unsubscribe_token
from letters.models import Letter
from meetings.actions.inviting import INVITATION, tell
from meetings.models import AgendaItem, Decision, Invitee, Meeting, Minutes, MinutesEntry, Paper
from meetings.models import papers as paper_files
from surveys.actions import improving
from surveys.models import Campaign, PaperLot, Questionnaire
from tests.factories import (
    in_languages,
    make_action,
    make_activity,
    make_area,
    make_campaign,
    make_edition,
    make_guideline,
    make_institution,
    make_meeting,
    make_plan,
    make_questionnaire,
)
from tests.surveys.factories import make_edition as make_survey_edition
from tests.surveys.factories import make_survey
from tests.surveys.payloads import make_release
from workplans.actions.calendars import Place, make_link
from workplans.models import Activity, DeadlineProposal, WorkPlan

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
SECRET = "Unspoken"  # in every title that not everybody may see


def make_things(institution: Institution, subgroup: Subgroup, reader: User, host: User) -> dict[str, Any]:
    """Fill the portal; the names of what comes back stand in the addresses of the tables of the tests.

    ``reader`` gets a letter, and has reported and proposed something;
    ``host`` has invited somebody to the institution and to ``elsewhere``.
    """
    elsewhere = make_institution("Elsewhere", code="elsewhere")
    area = make_area(make_plan(code="in-force"))
    future = make_area(make_plan(code="to-come", state=WorkPlan.State.DRAFT, **in_languages("title", SECRET)))
    make_pages_and_meetings()
    offer, token = make_offer(institution, host)
    activity = make_activity("Open", area=area, lead_body=institution, subgroup=subgroup)
    area.plan.amend(by=host, on=date(2017, 1, 2), decision="2016/3-D2")
    return {
        **make_surveys(institution, elsewhere),
        "subgroup": subgroup.code,
        "area": area.pk,
        "place": reader.affiliations.get().pk,
        "activity": activity.pk,
        "proposal": make_proposal(activity, reader).pk,
        "foreign": make_activity("Foreign", area=area, lead_body=elsewhere).pk,
        "proposed": make_activity(
            SECRET, area=area, lead_body=institution, subgroup=subgroup, state=Activity.State.PROPOSED
        ).pk,
        "future": make_activity(SECRET, area=future, lead_body=institution, subgroup=subgroup).pk,
        **(texts := make_texts(subgroup)),
        "public_file": make_picture(texts["public_text"], by=host).pk,
        "draft_file": make_picture(texts["draft_text"], by=host).pk,
        **make_translation(texts["draft_text"], translator=reader, reviewer=host),
        "subgroup_row": subgroup.pk,
        **letter_and_links(reader, about=activity),
        "offer": offer.pk,
        "token": token,
        "foreign_offer": make_offer(elsewhere, host)[0].pk,
        **make_calendar(reader),
        **make_invitation(reader),
        "action": make_action(
            SECRET, meeting=Meeting.objects.get(code="held"), institution=institution, owner=reader
        ).pk,
    }


def make_calendar(reader: User) -> dict[str, Any]:
    """A private calendar, and the secret of its address."""
    link, token = make_link(reader, Place("mine"))
    return {"calendar": link.pk, "calendar_token": token}


def make_invitation(reader: User) -> dict[str, Any]:
    """A meeting to come, to which the reader is invited, and the link of her letter."""
    on = timezone.localdate() + timedelta(days=30)
    meeting = make_meeting(code="coming", on=on, state=Meeting.State.ANNOUNCED)
    invitee = Invitee.objects.create(meeting=meeting, person=reader)
    tell(meeting)
    letter = Letter.objects.get(occasion=INVITATION)
    item = AgendaItem.objects.create(
        meeting=meeting, number=1, state="on_agenda", language="en", is_public=False, **in_languages("title", SECRET)
    )
    paper = make_paper(item, by=reader)
    names = {"invitation": invitee.pk, "meeting_answer": answer_token(letter), "item": item.pk, "paper": paper.pk}
    return {**names, **make_minutes(item, reader), "decision": make_decision(meeting, by=reader).pk}


def make_minutes(item: AgendaItem, reader: User) -> dict[str, Any]:
    """Circulated minutes of the meeting, and a correction the reader proposed."""
    until = timezone.localdate() + timedelta(days=7)
    facts = {"state": "circulated", "corrections_until": until, "circulated_at": timezone.now(), "language": "en"}
    minutes = Minutes.objects.create(meeting=item.meeting, **facts)
    entry = MinutesEntry.objects.create(minutes=minutes, item=item, body=SECRET)
    said = {"entry": entry, "text": SECRET, "language": "en", "proposed_by": reader}
    return {"entry": entry.pk, "correct": minutes.corrections.create(**said).pk}


def make_paper(item: AgendaItem, *, by: User) -> Paper:
    """A paper of the item, whose bytes lie in the storage."""
    name = default_storage.save(paper_files.random_name(), ContentFile(b"paper"))
    facts = {"file_name": f"{SECRET}.pdf", "kind": "application/pdf", "size": 5, "digest": "8" * 64, "scan": "none"}
    return Paper.objects.create(item=item, file=name, uploaded_by=by, **facts)


def make_decision(meeting: Meeting, *, by: User) -> Decision:
    """A decision whose minutes nobody has approved."""
    words = dict.fromkeys(("en", "bs", "sv"), SECRET)
    on = timezone.localdate()
    return Decision.record(meeting, item=None, words=words, language="en", decided_on=on, by=by)


def make_texts(subgroup: Subgroup) -> dict[str, Any]:
    """A guideline of the subgroup with a published edition, its supplement and a draft; another nobody outside sees."""
    guideline = make_guideline(code="G-1", subgroup=subgroup)
    public = make_edition(guideline)
    supplement = make_edition(guideline, supplement_to=public, number=1)
    draft = make_edition(guideline, **DRAFT)
    make_edition(make_guideline(SECRET, code="G-2"), **DRAFT)
    follower = Subscription.objects.create(guideline=guideline, address="reader@test.example", language="en")
    return {
        "public_text": public.pk,
        "supplement_text": supplement.pk,
        "draft_text": draft.pk,
        "public_clause": public.clauses.first().pk,
        "draft_clause": draft.clauses.first().pk,
        "follower": signing.Signer(salt=SALT).sign_object(follower.pk),
    }


def make_translation(text: int, *, translator: User, reviewer: User) -> dict[str, Any]:
    """Who translates the text into Swedish and who reviews it, and a finding that is said to be right."""
    people = {"translator": translator, "reviewer": reviewer, "assigned_by": reviewer}
    Duty.objects.create(edition_id=text, language="sv", **people)
    clause = Clause.objects.filter(edition=text).first()
    said = {"source_print": clause.print_bs, "target_print": clause.print_sv, "reason": "It is so."}
    waiver = Waiver.objects.create(clause=clause, language="sv", finding="x", proposed_by=translator, **said)
    return {"waiver": waiver.pk}


def make_picture(text: int, *, by: User) -> Attachment:
    """A figure of the text, whose bytes lie in the storage."""
    name = default_storage.save(random_name(), ContentFile(b"picture"))
    facts = {"file_name": "picture.png", "kind": "image/png", "size": 7, "digest": "7" * 64, "scan": "none"}
    return Attachment.objects.create(
        edition_id=text, name="picture", title_en="Picture", file=name, uploaded_by=by, **facts
    )


def make_pages_and_meetings() -> None:
    """A page and meetings, announced and not."""
    Page.objects.create(code="about", **in_languages("title", "About"))
    now = timezone.now()
    News.objects.create(code="told", published_at=now - timedelta(days=1), **in_languages("title", "Told"))
    News.objects.create(code="coming", published_at=now + timedelta(days=1), **in_languages("title", SECRET))
    make_meeting(code="held")
    make_meeting(code="pencilled", state=Meeting.State.PENCILLED, **in_languages("title", SECRET))
    make_meeting(code="internal", is_public=False, **in_languages("title", SECRET))


def make_surveys(*bodies: Institution) -> dict[str, Any]:
    """A questionnaire, its successor still in draft, a planned survey of each body, and one the first runs."""
    questionnaire = make_questionnaire(code="asked")
    draft = make_questionnaire(code="asked", number=2, state=Questionnaire.State.DRAFT, **in_languages("title", SECRET))
    dimension = draft.dimensions.create(position=1, code="ACC", **in_languages("name", "Access"))
    item = draft.items.create(position=1, code="OPN1", role="text", **in_languages("text", "What was good?"))
    for body in bodies:
        address, state = f"planned-{body.code}", Campaign.State.PLANNED
        planned = make_campaign(body, questionnaire=questionnaire, state=state, address=address)
        Campaign.objects.filter(pk=planned.pk).update(**in_languages("title", f"{SECRET} of {body.code}"))
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=30)}
    running = make_survey(bodies[0], address="running", **days)
    PaperLot.objects.create(campaign=running, number=1).slips.create(number=1, answers=bytes(9))
    make_survey_edition(questionnaire)
    make_release(make_survey(bodies[0], address="released", state=Campaign.State.SEALED))
    make_release(make_survey(bodies[0], address="public", state=Campaign.State.SEALED), is_public=True)
    return {"asked_question": item.pk, "asked_dimension": dimension.pk, "improvement": make_improvement()}


def make_improvement() -> int:
    """What the first institution does about its results that are not public."""
    release = Campaign.objects.get(address="released").releases.get()
    return improving.add(release, measure="overall", finding=SECRET, title=SECRET).pk


def make_proposal(activity: Activity, by: User) -> DeadlineProposal:
    """An open proposal to move the deadline, and a report, both of the same person."""
    said = {"author": by, "language": "en", "status": "under_way", "percent": 10}
    activity.reports.create(version=1, achieved="Begun.", **said)
    Activity.objects.filter(pk=activity.pk).update(version=1)
    said = {"proposed_by": by, "language": "en", "reason_class": "scope", "reason": "More work."}
    return activity.proposals.create(seen_version=0, due_on=date(2031, 6, 30), **said)


def letter_and_links(reader: User, *, about: Activity) -> dict[str, Any]:
    """A letter, and what the message that leaves holds: links to answer and to decline."""
    letter = make_letter(reader, about=about)
    links = {"answer": answer_token(letter), "unsubscribe": unsubscribe_token(reader, [letter.occasion])}
    return {"letter": letter.pk, **links}


def make_letter(reader: User, *, about: Activity) -> Letter:
    said = {"occasion": "deadline", "language": "en", "subject": "Soon", "body": "Please."}
    said |= {"payload": {"activity": about.pk}}
    now = timezone.now()
    return Letter.objects.create(key=f"k{reader.pk}", recipient=reader, address=reader.email, try_at=now, **said)


def make_offer(institution: Institution, by: User) -> tuple[Invitation, str]:
    """An invitation, and the secret of its letter."""
    now = timezone.now()
    offer = Invitation(institution=institution, email="new@test.example", language="en", role="member", invited_by=by)
    offer.display_name, offer.invited_at = "New", now - timedelta(days=1)
    token = offer.renew_token(now=now)
    offer.save()
    return offer, token
