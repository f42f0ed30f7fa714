"""The office's drawers for institutions, people and the group's own pages."""

from institutions.admin.bodies import InstitutionAdmin, MilestoneAdmin, NewsAdmin, PageAdmin, SubgroupAdmin
from institutions.admin.people import AffiliationAdmin, GroupRoleAdmin, InvitationAdmin, UserAdmin

__all__ = [
    "AffiliationAdmin",
    "GroupRoleAdmin",
    "InstitutionAdmin",
    "InvitationAdmin",
    "MilestoneAdmin",
    "NewsAdmin",
    "PageAdmin",
    "SubgroupAdmin",
    "UserAdmin",
]
