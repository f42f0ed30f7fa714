"""People who sign in, and the invitations that bring them here."""

from __future__ import annotations

import hashlib
import secrets
import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutions.models.alphabet import alphabetical
from institutions.models.bodies import Institution

if TYPE_CHECKING:
    from institutions.models.standing import Standing

TIME_ZONES = [
    ("Europe/Sarajevo", _("Sarajevo")),
    ("Europe/Stockholm", _("Stockholm")),
    ("Europe/Helsinki", _("Helsinki")),
    ("Europe/Brussels", _("Brussels")),
    ("Europe/Sofia", _("Sofia")),
    ("UTC", _("UTC")),
]


def validate_time_zone(name: str) -> None:
    """Refuse names the time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class UserQuerySet(models.QuerySet["User"]):
    def deliverable(self) -> Self:
        """Keep the people a letter may reach."""
        return self.filter(is_active=True, address_state=User.AddressState.OK)

    def seated_in(self, subgroup_id: int, *, on: date) -> Self:
        """Keep the people who sit in the subgroup on the day, for an institution that belongs to the group."""
        from institutions.models.roles import SubgroupSeat  # noqa: PLC0415 - roles know people

        return self.filter(pk__in=SubgroupSeat.objects.counting(on).filter(subgroup=subgroup_id).values("user"))

    def by_name(self) -> Self:
        """Order by the name people know them by."""
        return self.order_by(alphabetical(F("display_name")), "pk")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who can sign in; without a password, only after setting one."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@pghistory.track(fields=["id", "language", "address_state", "is_active"])  # nothing personal
class User(AbstractBaseUser):
    """A person. The e-mail address is the login; what she may do follows from her roles in time."""

    class AddressState(models.TextChoices):
        OK = "ok", _("reachable")
        BOUNCING = "bouncing", _("letters come back")
        INACTIVE = "inactive", _("no letters")
        ERASED = "erased", _("erased")

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=settings.TIME_ZONE, validators=[validate_time_zone]
    )
    address_state = models.CharField(_("letters"), max_length=10, choices=AddressState.choices, default=AddressState.OK)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case_once",
                violation_error_message=_("Somebody with this e-mail address is already here."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def standing(self) -> Standing:
        """Where this person stands today, read once per request."""
        from institutions.models.standing import Standing  # noqa: PLC0415 - roles know people

        return Standing.of(self, on=timezone.localdate())


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Keep what can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def waiting(self) -> Self:
        """Keep what was neither accepted nor withdrawn, expired ones included."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def by_token(self, token: str) -> Self:
        """Find by the secret of the mail; only its hash is stored."""
        return self.filter(token_hash=Invitation.hash_of(token))


@pghistory.track(exclude=["email", "display_name", "token_hash"])
class Invitation(models.Model):
    """A seat offered to an e-mail address by the secretariat or a coordinator. The token is only in the mail."""

    class AlreadyUsed(Exception):
        """The invitation was accepted, withdrawn or has expired."""

    email = models.EmailField(_("e-mail address"))
    display_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=20)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "institution",
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_per_address",
                violation_error_message=_("This address already has an open invitation to that institution."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["member", "coordinator", "contact"]), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.institution}"

    @staticmethod
    def hash_of(token: str) -> str:
        """What the database keeps of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    def renew_token(self, *, now: datetime) -> str:
        """Give the invitation a fresh secret and term, and return the secret; the old one dies. Does not save."""
        token = secrets.token_urlsafe(32)
        self.token_hash = self.hash_of(token)
        self.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
        return token

    @property
    def role_label(self) -> str:
        """The role in the reader's words."""
        from institutions.models.roles import Affiliation  # noqa: PLC0415 - roles know people

        return str(Affiliation.Role(self.role).label)

    def is_for(self, person: User) -> bool:
        """Tell whether it was sent to this person's address."""
        return person.email.lower() == self.email.lower()

    def withdraw(self, *, now: datetime) -> None:
        """Take the offer back; raise AlreadyUsed when it was accepted or withdrawn before."""
        if not Invitation.objects.filter(pk=self.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now):
            raise Invitation.AlreadyUsed
        self.withdrawn_at = now
