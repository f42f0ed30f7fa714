"""Addresses of the room."""

from django.urls import path

from workplans import views

app_name = "workplans"
urlpatterns = [
    path("", views.index, name="index"),
    path("activities/<int:pk>/", views.activity, name="activity"),
    path("activities/<int:pk>/report/", views.report_progress, name="report-progress"),
    path("<slug:code>/", views.plan, name="plan"),
]
