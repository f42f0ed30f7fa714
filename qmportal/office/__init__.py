"""The secretariat's office: Django's admin under our permissions, in the language of whoever works there."""

from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    default_site = "qmportal.office.site.OfficeSite"
