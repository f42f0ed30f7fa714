"""Addresses of the room."""

from django.urls import path

from meetings.views import answering, feeds, public

app_name = "meetings"
urlpatterns = [
    path("", public.index, name="index"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed/", feeds.feed, name="feed"),
    path("answers/<str:token>/", answering.answer, name="answer"),
    path("<slug:code>/answers/<int:pk>/", answering.answer_invitation, name="answer-invitation"),
    path("<slug:code>/", public.meeting, name="meeting"),
]
