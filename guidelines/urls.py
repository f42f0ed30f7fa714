"""Addresses of the room: reading by code, members' work on a text by its key."""

from django.urls import path

from guidelines.views import reading

app_name = "guidelines"
urlpatterns = [
    path("", reading.index, name="index"),
    path("<slug:code>/", reading.guideline, name="guideline"),
    path("<slug:code>/editions/<int:number>/", reading.edition, name="edition"),
    path("<slug:code>/editions/<int:number>/supplements/<int:supplement>/", reading.supplement, name="supplement"),
]
