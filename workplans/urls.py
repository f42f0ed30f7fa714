"""Addresses of the room."""

from django.urls import path

from workplans import views

app_name = "workplans"
urlpatterns = [
    path("", views.index, name="index"),
    path("activities/<int:pk>/", views.activity, name="activity"),
    path("activities/<int:pk>/report/", views.report_progress, name="report-progress"),
    path("watch/", views.watch, name="watch"),
    path("leaving/institutions/<slug:code>/", views.end_membership, name="end-membership"),
    path("leaving/people/<int:pk>/", views.let_go, name="let-go"),
    path("calendars/", views.calendars, name="calendars"),
    path("calendars/<int:pk>/renew/", views.renew_calendar, name="renew-calendar"),
    path("calendars/<int:pk>/revoke/", views.revoke_calendar, name="revoke-calendar"),
    path("calendars/<slug:token>.ics", views.private_calendar, name="private-calendar"),
    path("<slug:code>/", views.plan, name="plan"),
    path("<slug:code>/calendar.ics", views.calendar, name="calendar"),
    path("<slug:code>/data/", views.data, name="data"),
    path("<slug:code>/plan.<slug:form>", views.download, name="download"),
    path("<slug:code>/schema.json", views.schema, name="schema"),
]
