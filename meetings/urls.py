"""Addresses of the room."""

from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/", views.meeting, name="meeting"),
]
