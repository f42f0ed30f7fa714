"""Addresses of the room."""

from django.urls import path

from meetings.views import public

app_name = "meetings"
urlpatterns = [
    path("", public.index, name="index"),
    path("<slug:code>/", public.meeting, name="meeting"),
]
