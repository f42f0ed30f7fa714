"""Addresses of the room."""

from django.urls import URLPattern

app_name = "workplans"
urlpatterns: list[URLPattern] = []
