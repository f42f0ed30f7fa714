"""What the group recommends: guidelines, their editions and supplements, clause by clause, and who applies them."""

from guidelines.models.adoptions import Adoption
from guidelines.models.attachments import Attachment
from guidelines.models.clauses import Clause
from guidelines.models.duties import Duty, Waiver
from guidelines.models.editions import Edition
from guidelines.models.guidelines import Guideline
from guidelines.models.lifecycle import NotNow, NotReady
from guidelines.models.renditions import Rendition
from guidelines.models.revisions import Revision, Unsaved
from guidelines.models.states import Disposition, LanguageState
from guidelines.models.subscriptions import Subscription
from guidelines.models.writing import ChangedMeanwhile, NotSignable

__all__ = [
    "Adoption",
    "Attachment",
    "ChangedMeanwhile",
    "Clause",
    "Disposition",
    "Duty",
    "Edition",
    "Guideline",
    "LanguageState",
    "NotNow",
    "NotReady",
    "NotSignable",
    "Rendition",
    "Revision",
    "Subscription",
    "Unsaved",
    "Waiver",
]
