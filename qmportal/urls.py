"""All addresses. Pages carry their language; only the office and what machines ask for stay outside."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from qmportal import views
from surveys.views.answering import short_link

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("office/", admin.site.urls),
    path("a/<slug:address>", short_link, name="answer-link"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("search/", views.search, name="search"),
        path("my-work/", views.my_work, name="my-work"),
        path("dashboards/", views.dashboards, name="dashboards"),
        path("dashboards/<slug:code>/", views.dashboard, name="dashboard"),
        path("dashboards/<slug:code>/invite/", views.invite, name="invite"),
        path("invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
        path("invitations/<str:token>/", views.accept_invitation, name="accept-invitation"),
        path("profile/", views.profile, name="profile"),
        path("audit/", views.audit_trail, name="audit-trail"),
        path("languages/", views.board, name="languages"),
        path(
            "languages/rows/<slug:app>/<slug:model>/<int:pk>/<slug:language>/", views.language_row, name="language-row"
        ),
        path("accounts/", include("allauth.account.urls")),
        path("accounts/2fa/", include("allauth.mfa.urls")),
        path("guidelines/", include("guidelines.urls")),
        path("work-plans/", include("workplans.urls")),
        path("meetings/", include("meetings.urls")),
        path("", include("surveys.urls")),
        path("letters/", include("letters.urls")),
        path("", include("institutions.urls")),
    ),
]

handler400 = "qmportal.views.bad_request"
handler403 = "qmportal.views.permission_denied"
handler404 = "qmportal.views.not_found"
handler500 = "qmportal.views.server_error"
