"""Addresses of the room."""

from django.urls import path

from meetings.views import (
    acting,
    actions,
    agenda,
    answering,
    attendance,
    decisions,
    feeds,
    life,
    papers,
    people,
    planning,
    public,
)

app_name = "meetings"
urlpatterns = [
    path("", public.index, name="index"),
    path("new/", planning.add_meeting, name="add-meeting"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed/", feeds.feed, name="feed"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("actions/", actions.actions, name="actions"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/<slug:act>/", acting.act_on_action, name="act-on-action"),
    path("items/propose/", agenda.propose_item, name="propose-item"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("answers/<str:token>/", answering.answer, name="answer"),
    path("<slug:code>/answers/<int:pk>/", answering.answer_invitation, name="answer-invitation"),
    path("<slug:code>/", public.meeting, name="meeting"),
    path("<slug:code>/decisions/<int:serial>/", decisions.decision, name="decision"),
    path("<slug:code>/actions/", actions.meeting_actions, name="meeting-actions"),
    path("<slug:code>/actions/add/", acting.add_action, name="add-action"),
    path("<slug:code>/planning/", planning.planning, name="planning"),
    path("<slug:code>/edit/", planning.edit_meeting, name="edit-meeting"),
    path("<slug:code>/days/", planning.edit_days, name="edit-days"),
    path("<slug:code>/steps/<slug:step>/", life.take_step, name="take-step"),
    path("<slug:code>/agenda/", agenda.agenda, name="agenda"),
    path("<slug:code>/agenda/add/", agenda.add_item, name="add-item"),
    path("<slug:code>/agenda/suggestions/", agenda.take_suggestions, name="take-suggestions"),
    path("<slug:code>/agenda/<int:pk>/", agenda.edit_item, name="edit-item"),
    path("<slug:code>/agenda/<int:pk>/papers/", papers.papers, name="papers"),
    path("<slug:code>/agenda/<int:pk>/papers/<int:paper>/remove/", papers.remove_paper, name="remove-paper"),
    path("<slug:code>/agenda/<int:pk>/<slug:act>/", agenda.act_on_item, name="act-on-item"),
    path("<slug:code>/people/", people.people, name="people"),
    path("<slug:code>/people/<int:pk>/withdraw/", people.withdraw_invitee, name="withdraw-invitee"),
    path("<slug:code>/attendance/<str:day>/", attendance.attendance, name="attendance"),
    path("<slug:code>/attendance/<str:day>/list/", attendance.attendance_list, name="attendance-list"),
]
