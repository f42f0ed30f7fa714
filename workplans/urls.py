"""Addresses of the room."""

from django.urls import path

from workplans import views

app_name = "workplans"
urlpatterns = [
    path("", views.index, name="index"),
    path("activities/<int:pk>/", views.activity, name="activity"),
    path("activities/<int:pk>/report/", views.report_progress, name="report-progress"),
    path("activities/<int:pk>/reports/<int:version>/correct/", views.correct_report, name="correct-report"),
    path("activities/<int:pk>/propose-move/", views.propose_move, name="propose-move"),
    path("activities/<int:pk>/move-deadline/", views.move_deadline, name="move-deadline"),
    path("activities/<int:pk>/steps/<slug:step>/", views.take_step, name="take-step"),
    path("activities/<int:pk>/owner/", views.set_owner, name="set-owner"),
    path("activities/<int:pk>/lead-body/", views.replace_lead_body, name="replace-lead-body"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<int:pk>/approve/", views.approve_proposal, name="approve-proposal"),
    path("proposals/<int:pk>/refuse/", views.refuse_proposal, name="refuse-proposal"),
    path("proposals/<int:pk>/withdraw/", views.withdraw_proposal, name="withdraw-proposal"),
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
    path("<slug:code>/statistics/", views.statistics, name="statistics"),
    path("<slug:code>/report/", views.report, name="report"),
    path("<slug:code>/report.pdf", views.report_pdf, name="report-pdf"),
    path("<slug:code>/timeline/", views.timeline, name="timeline"),
    path("<slug:code>/table/", views.table, name="table"),
]
