"""Addresses of the room."""

from django.urls import include, path

from surveys.views import answering, campaign, listing, results

app_name = "surveys"
pages = [
    path("", listing.index, name="index"),
    path("questionnaires/<slug:code>/<int:number>/", listing.questionnaire, name="questionnaire"),
    path("at/<slug:address>/", campaign.campaign, name="campaign"),
    path("at/<slug:address>/results/", results.results, name="results"),
    path("at/<slug:address>/results/report.pdf", results.report, name="report"),
]
urlpatterns = [
    path("surveys/", include(pages)),
    path("answer/<slug:address>/", answering.answer, name="answer"),
    path("answer/<slug:address>/thanks/", answering.thanks, name="answer-thanks"),
]
