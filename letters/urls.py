"""Addresses of the room."""

from django.urls import path

from letters import views

app_name = "letters"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/resend/", views.resend_letter, name="resend-letter"),
    path("<int:pk>/close/", views.close_letter, name="close-letter"),
]
