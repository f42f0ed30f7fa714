"""What a meeting talks about: items with their kind, day, time and papers; and those that wait for a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from guidelines.models import Edition
from institutions import permissions
from institutions.models import Institution, User
from institutions.permissions import Place
from meetings.models.meetings import Meeting, MeetingDay
from meetings.models.states import State
from workplans.models import Activity

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LONGEST = 600  # minutes


class ItemQuerySet(MultilingualQuerySet["AgendaItem"]):
    def on_agenda(self) -> Self:
        """Keep what the meeting talks about, in order."""
        return self.filter(state__in=AgendaItem.TAKEN).order_by("number")

    def proposed(self) -> Self:
        """Keep what waits for the secretariat's word, oldest first."""
        return self.filter(state=AgendaItem.State.PROPOSED).order_by("proposed_at", "pk")

    def backlog(self) -> Self:
        """Keep what waits for a meeting, oldest first."""
        return self.proposed().filter(meeting=None)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members see everything; visitors the public items on agendas that were sent, of meetings they may see."""
        if permissions.may(user, permissions.SEE_MEETING_PAPERS):
            return self
        shown = Meeting.objects.visible_to(user).filter(state__in=[State.AGENDA_SENT, State.HELD])
        return self.filter(is_public=True, meeting__in=shown, state__in=AgendaItem.TAKEN)

    def return_to_backlog(self) -> int:
        """Let all open ones of a meeting wait for another."""
        open_ones = self.filter(state__in=[AgendaItem.State.PROPOSED, AgendaItem.State.ON_AGENDA])
        return open_ones.update(state=AgendaItem.State.PROPOSED, meeting=None, day=None, number=None)


class AgendaItem(models.Model):
    """One item; ``number`` is its place on the agenda. Without a meeting it waits for one."""

    class Kind(models.TextChoices):
        INFORMATION = "information", pgettext_lazy("agenda item", "for information")
        DISCUSSION = "discussion", pgettext_lazy("agenda item", "for discussion")
        DECISION = "decision", pgettext_lazy("agenda item", "for decision")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("agenda item", "proposed")
        ON_AGENDA = "on_agenda", pgettext_lazy("agenda item", "on the agenda")
        CARRIED = "carried", pgettext_lazy("agenda item", "carried over to a later meeting")
        REMOVED = "removed", pgettext_lazy("agenda item", "removed")

    class Origin(models.TextChoices):
        """Why it is there."""

        SECRETARIAT = "secretariat", pgettext_lazy("origin of an agenda item", "put in by the secretariat")
        MEMBER = "member", pgettext_lazy("origin of an agenda item", "proposed by a member")
        CARRIED = "carried", pgettext_lazy("origin of an agenda item", "carried over from an earlier meeting")
        OVERDUE = "overdue", pgettext_lazy("origin of an agenda item", "the activity is overdue")
        AT_RISK = "at_risk", pgettext_lazy("origin of an agenda item", "the activity is at risk")
        DUE = "due", pgettext_lazy("origin of an agenda item", "the deadline falls before the next meeting")
        ACTION = "action", pgettext_lazy("origin of an agenda item", "the action item is open")
        ADOPTION = "adoption", pgettext_lazy("origin of an agenda item", "the draft waits for adoption")
        MINUTES = "minutes", pgettext_lazy("origin of an agenda item", "the minutes are not approved yet")

    TAKEN = (State.ON_AGENDA, State.CARRIED)

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("meeting")
    )
    day = models.ForeignKey(
        MeetingDay, on_delete=models.SET_NULL, null=True, blank=True, related_name="items", verbose_name=_("day")
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    title = models.CharField(_("title"), max_length=200)
    explanation = models.TextField(_("what it is about"), blank=True, max_length=2000)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    presenter = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("presented by")
    )
    presenting_body = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    minutes = models.PositiveSmallIntegerField(
        pgettext_lazy("duration", "minutes"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST)],
        help_text=_("How long it takes."),
    )
    is_public = models.BooleanField(_("public"), default=True)
    origin = models.CharField(_("why it is there"), max_length=12, choices=Origin.choices, default=Origin.SECRETARIAT)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("activity")
    )
    text = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("guideline")
    )
    action = models.ForeignKey(
        "ActionItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("action item"),
    )
    earlier = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minutes of")
    )
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried from"),
    )
    proposed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_for = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("on behalf of")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    removal_reason = models.CharField(_("why it was removed"), max_length=300, blank=True)

    objects = MultilingualManager.from_queryset(ItemQuerySet)()

    papers: Any
    decisions: Any

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="agendaitem_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(state__in=["on_agenda", "carried"], meeting__isnull=False, number__isnull=False)
                | (Q(state__in=["proposed", "removed"]) & Q(number=None)),
                name="agendaitem_number_fits_state",
            ),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__lte=LONGEST), name="agendaitem_not_endless"),
            *(
                models.UniqueConstraint(
                    fields=["meeting", "origin", name],
                    condition=Q(**{f"{name}__isnull": False}) & ~Q(origin__in=["member", "secretariat", "carried"]),
                    name=f"agendaitem_{name}_once",
                )
                for name in ("activity", "text", "action", "earlier")
            ),
        ]
        indexes = [models.Index(fields=["state", "proposed_at"], name="agendaitem_waiting")]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Place:
        """Where to ask for BRING_PAPERS: it is the business of who presents it, and of that institution."""
        bodies = frozenset({self.presenting_body_id} if self.presenting_body_id else ())
        return Place(institution_ids=bodies, owner_id=self.presenter_id)

    @property
    def is_linked(self) -> bool:
        """Tell whether it is about something the portal knows."""
        return any((self.activity_id, self.text_id, self.action_id, self.earlier_id))
