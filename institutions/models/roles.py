"""Where people stand, from when to when: in institutions, in the group and in subgroups."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.models.bodies import GroupMembership, Institution
from institutions.models.lens import kept
from institutions.models.people import User
from institutions.models.periods import Period, PeriodQuerySet, no_overlap


class RoleQuerySet(PeriodQuerySet):
    def counting(self, on: date) -> Self:
        """Keep the roles that hold on the day, while their institution belongs to the group."""
        in_group = GroupMembership.objects.on(on).filter(institution=OuterRef("institution"))
        return self.on(on).filter(Exists(in_group))


@pghistory.track()
class Affiliation(Period):
    """A person works for an institution in the group's matters."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        COORDINATOR = "coordinator", _("coordinator")
        CONTACT = "contact", _("contact person")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("person"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)

    objects = RoleQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["member", "coordinator", "contact"]), name="affiliation_role_known"
            ),
            no_overlap(
                "affiliation_once_per_day",
                "user",
                "institution",
                message=_("This person already belongs to that institution in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.institution} ({self.get_role_display()})"


# One removal at a time looks at the end of its transaction, so that a hand-over may come in any order.
NEVER_WITHOUT_SECRETARIAT = """
    IF OLD.role = 'secretariat' AND OLD.valid_to IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('institutions_grouprole'));
        IF NOT EXISTS (
            SELECT FROM institutions_grouprole r JOIN institutions_user u ON u.id = r.user_id
             WHERE r.role = 'secretariat' AND r.valid_to IS NULL AND u.is_active)
        THEN
            RAISE EXCEPTION 'the last secretariat cannot leave' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
"""


@pghistory.track()
class GroupRole(Period):
    """A person runs the group, chairs it or keeps the technology going."""

    class Role(models.TextChoices):
        SECRETARIAT = "secretariat", _("secretariat")
        CHAIR = "chair", _("chair")
        ADMIN = "admin", _("administrator")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="group_roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    objects = PeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("role in the group")
        verbose_name_plural = _("roles in the group")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["secretariat", "chair", "admin"]), name="grouprole_role_known"
            ),
            no_overlap(
                "grouprole_once_per_day", "user", "role", message=_("This person already has that role in that period.")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_without_secretariat",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=NEVER_WITHOUT_SECRETARIAT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

    def clean(self) -> None:
        """The last secretariat stays until another is appointed; the database refuses it too."""
        lasting = GroupRole.objects.filter(role=self.Role.SECRETARIAT, valid_to=None)
        stays = self.role == self.Role.SECRETARIAT and self.valid_to is None
        others = lasting.exclude(pk=self.pk).filter(user__is_active=True)
        if not stays and lasting.filter(pk=self.pk).exists() and not others.exists():
            raise ValidationError(_("Nobody else runs the group then. Appoint another person first."))


class Subgroup(models.Model):
    """Specialists of several institutions who work on one or more areas of the plan."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("subgroup", "active")
        CLOSED = "closed", pgettext_lazy("subgroup", "closed")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(pgettext_lazy("subgroup", "name"), max_length=200)
    mandate = models.TextField(_("mandate"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)

    class Meta:
        verbose_name = _("subgroup")
        verbose_name_plural = _("subgroups")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return kept(reverse("institutions:subgroup", args=[self.code]))


@pghistory.track()
class SubgroupSeat(Period):
    """A person sits in a subgroup for an institution."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        DEPUTY = "deputy", _("deputy lead")
        MEMBER = "member", _("member")

    subgroup = models.ForeignKey(Subgroup, on_delete=models.PROTECT, related_name="seats", verbose_name=_("subgroup"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats", verbose_name=_("person"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="seats", verbose_name=_("institution represented")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)

    objects = RoleQuerySet.as_manager()

    class Meta(Period.Meta):
        verbose_name = _("seat in a subgroup")
        verbose_name_plural = _("seats in subgroups")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=["lead", "deputy", "member"]), name="subgroupseat_role_known"),
            no_overlap(
                "subgroupseat_once_per_day",
                "subgroup",
                "user",
                message=_("This person already sits in that subgroup in that period."),
            ),
            no_overlap(
                "subgroupseat_one_lead",
                "subgroup",
                condition=Q(role="lead"),
                message=_("This subgroup already has a lead in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subgroup}: {self.user} ({self.get_role_display()})"

    def clean(self) -> None:
        """A seat is taken for an institution the person belongs to."""
        if self.user_id and self.institution_id and self.valid_from:
            affiliations = Affiliation.objects.on(self.valid_from)
            if not affiliations.filter(user=self.user_id, institution=self.institution_id).exists():
                raise ValidationError({"institution": _("The person does not belong to this institution on that day.")})
