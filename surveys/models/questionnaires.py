"""What is asked, and in which version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.conf import settings
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

# what may change once a questionnaire is published: its state, and that its last editor leaves; those published before
# there were fingerprints get theirs; the plain columns of translated words go stale anyway
STAYS_FREE = "'{state,edited_by_id,content_hash,title,intro,rating_lead,importance_lead,closing}'::text[]"
PART_OF_DRAFT = """
    IF EXISTS (
        SELECT 1 FROM surveys_questionnaire
        WHERE id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.questionnaire_id END,
                     CASE WHEN TG_OP <> 'INSERT' THEN OLD.questionnaire_id END) AND state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'A published questionnaire stays as it is.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
"""
PART_OF_DRAFTS = """
    IF EXISTS (
        SELECT 1 FROM surveys_item AS item JOIN surveys_questionnaire AS asked ON asked.id = item.questionnaire_id
        WHERE item.scale_id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.scale_id END,
                                CASE WHEN TG_OP <> 'INSERT' THEN OLD.scale_id END) AND asked.state <> 'draft'
    ) THEN
        RAISE EXCEPTION 'A published questionnaire offers this scale.' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
"""


def _kept_with_questionnaire(name: str, function: str) -> pgtrigger.Trigger:
    """Refuse every change of a part of a questionnaire that is or was in use."""
    change = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=change, func=pgtrigger.Func(function))


class Audience(models.TextChoices):
    USERS = "users", _("users")
    EMPLOYEES = "employees", _("employees")


class QuestionnaireQuerySet(MultilingualQuerySet["Questionnaire"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what is or was in use; drafts, those who write them and those who may sign translations."""
        reading = (permissions.EDIT_QUESTIONNAIRES, permissions.SIGN_QUESTIONNAIRES)
        if any(permissions.may(user, permission) for permission in reading):
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
    """One version of a questionnaire. Published, it never changes; the next version is a new row.

    The database refuses changes of a published one and of its parts, and the way back to a draft.
    """

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
    source_language = models.CharField(
        _("written in"), max_length=2, choices=settings.LANGUAGES, default=settings.ROW_SOURCE_LANGUAGE
    )
    edited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("last edited by")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64, blank=True)

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
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (NEW.state = 'draft'"
                    f" OR to_jsonb(OLD) - {STAYS_FREE} IS DISTINCT FROM to_jsonb(NEW) - {STAYS_FREE}"
                    " OR (OLD.content_hash <> '' AND NEW.content_hash <> OLD.content_hash))"
                ),
            ),
            pgtrigger.Protect(
                name="published_is_not_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["published", "retired"]),
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
        triggers = [_kept_with_questionnaire("asked_option_stays", PART_OF_DRAFTS)]

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
    needs_all = models.BooleanField(
        _("counts only people who answered all its questions"), default=False, help_text=_("Otherwise at least half.")
    )

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["questionnaire", "position", "pk"]  # order is part of the thing
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="dimension_code_once")]
        triggers = [_kept_with_questionnaire("dimension_stays", PART_OF_DRAFT)]

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

    class Comparability(models.TextChoices):
        """Whether its answers continue those to the version before."""

        NEW = "new", pgettext_lazy("question", "new")
        SAME = "same", pgettext_lazy("question", "the same")
        REWORDED = "reworded", pgettext_lazy("question", "reworded, means the same")
        BROKEN = "broken", pgettext_lazy("question", "means something else")

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
    caf = models.JSONField(_("CAF sub-criteria"), default=list, blank=True)
    iso = models.JSONField(_("ISO 9001 clauses"), default=list, blank=True)
    comparability = models.CharField(
        _("compared with the version before"),
        max_length=10,
        choices=Comparability.choices,
        default=Comparability.NEW,
    )
    comparability_reason = models.TextField(_("why"), blank=True)

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
            models.CheckConstraint(
                condition=~Q(comparability__in=["reworded", "broken"]) | ~Q(comparability_reason=""),
                name="item_comparability_explained",
                violation_error_message=_("Say why the answers can or cannot be compared."),
            ),
        ]
        triggers = [_kept_with_questionnaire("item_stays", PART_OF_DRAFT)]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class SignOff(models.Model):
    """Somebody who reads the language well found that the questionnaire says in it what it says in the others.

    ``text_hash`` is of the words she read; once they change, the signature no longer counts.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="sign_offs", verbose_name=_("questionnaire")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed by"))
    signed_on = models.DateField(_("signed on"))
    text_hash = models.CharField(_("fingerprint of the words"), max_length=64)

    class Meta:
        verbose_name = _("signature of a translation")
        verbose_name_plural = _("signatures of translations")
        constraints = [models.UniqueConstraint(fields=["questionnaire", "language"], name="signoff_language_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire}: {self.get_language_display()}"
