"""What is asked, in which version, and by which institution; answers never meet a name in this room."""

from surveys.models.answering import (
    CodeKey,
    HeldAnswer,
    PaperLot,
    PaperSlip,
    ParticipationCode,
    Response,
    Rollup,
    TextAnswer,
    TextTheme,
    WaitingAnswer,
)
from surveys.models.campaigns import Campaign, CampaignDimension, Edition
from surveys.models.questionnaires import Audience, Dimension, Item, Questionnaire, Scale, ScaleOption, SignOff
from surveys.models.releasing import Comparison, Evidence, Improvement, Release, ReleaseLedger

__all__ = [
    "Audience",
    "Campaign",
    "CampaignDimension",
    "CodeKey",
    "Comparison",
    "Dimension",
    "Edition",
    "Evidence",
    "HeldAnswer",
    "Improvement",
    "Item",
    "PaperLot",
    "PaperSlip",
    "ParticipationCode",
    "Questionnaire",
    "Release",
    "ReleaseLedger",
    "Response",
    "Rollup",
    "Scale",
    "ScaleOption",
    "SignOff",
    "TextAnswer",
    "TextTheme",
    "WaitingAnswer",
]
