"""Addresses of the room."""

from django.urls import path

from institutions import views

app_name = "institutions"
urlpatterns = [
    path("institutions/", views.index, name="index"),
    path("institutions/<slug:code>/", views.institution, name="institution"),
    path("subgroups/<slug:code>/", views.subgroup, name="subgroup"),
    path("history/", views.history, name="history"),
    path("pages/<slug:code>/", views.page, name="page"),
]
