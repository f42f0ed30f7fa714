"""Who we are: institutions, people, their roles in time, and the group's own pages."""

from institutions.models.as_of import as_of
from institutions.models.bodies import GroupMembership, Institution
from institutions.models.news import News
from institutions.models.pages import Milestone, Page
from institutions.models.people import Invitation, User
from institutions.models.roles import Affiliation, GroupRole, Subgroup, SubgroupSeat
from institutions.models.vocabulary import SearchWord
from institutions.models.wordings import Wording

__all__ = [
    "Affiliation",
    "GroupMembership",
    "GroupRole",
    "Institution",
    "Invitation",
    "Milestone",
    "News",
    "Page",
    "SearchWord",
    "Subgroup",
    "SubgroupSeat",
    "User",
    "Wording",
    "as_of",
]
