"""What is asked, and in which version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Audience(models.TextChoices):
    USERS = "users", _("users")
    EMPLOYEES = "employees", _("employees")


class QuestionnaireQuerySet(MultilingualQuerySet["Questionnaire"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what is or was in use; drafts, only those who write them."""
        if permissions.may(user, permissions.EDIT_REFERENCE_DATA):
            return self
        return self.exclude(state=Questionnaire.State.DRAFT)

    def for_list(self) -> Self:
        """Those for users first, the newest version of each first; and how many questions each asks."""
        return self.annotate(question_count=Count("items")).order_by("-audience", "code", "-number", "pk")

    def whole(self) -> Self:
        """Fetch dimensions, questions and answers in order, in three more queries."""
        items = Item.objects.select_related("scale").prefetch_related("scale__options")
        return self.prefetch_related("dimensions", Prefetch("items", queryset=items))


class Questionnaire(models.Model):
    """One version of a questionnaire. Published, it never changes; the next version is a new row."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("questionnaire", "draft")
        PUBLISHED = "published", pgettext_lazy("questionnaire", "published")
        RETIRED = "retired", pgettext_lazy("questionnaire", "retired")

    code = models.SlugField(_("code"), max_length=40)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    audience = models.CharField(_("who is asked"), max_length=20, choices=Audience.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    rating_lead = models.TextField(_("words before the statements"), blank=True)
    importance_lead = models.TextField(_("words before the questions on importance"), blank=True)
    closing = models.TextField(_("closing words"), blank=True)
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group shown"), default=5, help_text=_("Answers; nothing is ever shown about fewer.")
    )

    dimensions: Any
    items: Any
    question_count: int

    objects = MultilingualManager.from_queryset(QuestionnaireQuerySet)()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"],
                name="questionnaire_version_once",
                violation_error_message=_("This version already exists."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "retired"]), name="questionnaire_state_known"
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=5),
                name="questionnaire_group_not_too_small",
                violation_error_message=_("Groups of fewer than five are never shown."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:questionnaire", args=[self.code, self.number])


class Scale(models.Model):
    """Answers to choose from, shared by all questionnaires, so that editions compare."""

    code = models.SlugField(_("code"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")

    def __str__(self) -> str:
        return self.code


class ScaleOption(models.Model):
    """One answer of a scale; the value counts from worst to best, 1 to m or 0 to 10.

    Nothing means not applicable or, on a background question, that the answers have no order.
    """

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="options", verbose_name=_("scale"))
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("code"), max_length=20)
    value = models.PositiveSmallIntegerField(_("value"), null=True, blank=True)
    label = models.CharField(_("label"), max_length=100)

    class Meta:
        verbose_name = _("answer of a scale")
        verbose_name_plural = _("answers of scales")
        ordering = ["scale", "position", "pk"]  # order is part of the thing
        constraints = [
            models.UniqueConstraint(fields=["scale", "position"], name="scaleoption_position_once"),
            models.UniqueConstraint(fields=["scale", "code"], name="scaleoption_code_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Dimension(models.Model):
    """A theme of a questionnaire, with the CAF sub-criteria and ISO clauses it speaks to."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="dimensions", verbose_name=_("questionnaire")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("code"), max_length=10)
    name = models.CharField(pgettext_lazy("dimension", "name"), max_length=100)
    caf = models.JSONField(_("CAF sub-criteria"), default=list, blank=True)
    iso = models.JSONField(_("ISO 9001 clauses"), default=list, blank=True)

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["questionnaire", "position", "pk"]  # order is part of the thing
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="dimension_code_once")]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One question. Its code lasts over all versions."""

    class Role(models.TextChoices):
        RATING = "rating", _("rating")
        IMPORTANCE = "importance", _("importance")
        OVERALL = "overall", _("overall")
        BACKGROUND = "background", _("background")
        TEXT = "text", _("open question")

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="items", verbose_name=_("questionnaire")
    )
    dimension = models.ForeignKey(
        Dimension, on_delete=models.CASCADE, null=True, blank=True, related_name="items", verbose_name=_("dimension")
    )
    scale = models.ForeignKey(
        Scale, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("scale")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("code"), max_length=30)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.RATING)
    text = models.TextField(_("question"))
    is_reversed = models.BooleanField(_("agreeing is bad"), default=False)
    is_required = models.BooleanField(_("required"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["questionnaire", "position", "pk"]  # order is part of the thing
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "position"], name="item_position_once"),
            models.UniqueConstraint(fields=["questionnaire", "code"], name="item_code_once"),
            models.CheckConstraint(
                condition=Q(role="text", scale=None) | (~Q(role="text") & Q(scale__isnull=False)),
                name="item_scale_fits_role",
                violation_error_message=_("An open question has no scale; every other question needs one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"
