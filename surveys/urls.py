"""Addresses of the room."""

from django.urls import path

from surveys.views import campaign, listing, results

app_name = "surveys"
urlpatterns = [
    path("", listing.index, name="index"),
    path("questionnaires/<slug:code>/<int:number>/", listing.questionnaire, name="questionnaire"),
    path("at/<slug:address>/", campaign.campaign, name="campaign"),
    path("at/<slug:address>/results/", results.results, name="results"),
    path("at/<slug:address>/results/report.pdf", results.report, name="report"),
]
