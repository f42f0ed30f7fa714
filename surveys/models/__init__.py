"""What is asked, in which version, and by which institution; answers never meet a name in this room."""

from surveys.models.answering import CodeKey, ParticipationCode, Response, Rollup, TextAnswer, WaitingAnswer
from surveys.models.campaigns import Campaign, CampaignDimension
from surveys.models.questionnaires import Audience, Dimension, Item, Questionnaire, Scale, ScaleOption

__all__ = [
    "Audience",
    "Campaign",
    "CampaignDimension",
    "CodeKey",
    "Dimension",
    "Item",
    "ParticipationCode",
    "Questionnaire",
    "Response",
    "Rollup",
    "Scale",
    "ScaleOption",
    "TextAnswer",
    "WaitingAnswer",
]
