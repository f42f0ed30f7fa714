"""Addresses of the room."""

from django.urls import path

from guidelines import views

app_name = "guidelines"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/", views.guideline, name="guideline"),
    path("<slug:code>/editions/<int:number>/", views.edition, name="edition"),
]
