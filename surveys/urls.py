"""Addresses of the room."""

from django.urls import path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("", views.index, name="index"),
    path("questionnaires/<slug:code>/<int:number>/", views.questionnaire, name="questionnaire"),
]
