"""Addresses of the room."""

from django.urls import include, path

from surveys.views import (
    answering,
    campaign,
    comparing,
    exports,
    held,
    listing,
    open_data,
    paper,
    releasing,
    results,
    texts,
)

app_name = "surveys"
pages = [
    path("", listing.index, name="index"),
    path("questionnaires/<slug:code>/<int:number>/", listing.questionnaire, name="questionnaire"),
    path("open-data/", open_data.open_data, name="open-data"),
    path("open-data/<slug:address>/<int:number>.<slug:form>", open_data.open_release, name="open-release"),
    path("at/<slug:address>/", campaign.campaign, name="campaign"),
    path("at/<slug:address>/paper/", paper.paper, name="paper"),
    path("at/<slug:address>/paper/<int:lot>/", paper.lot, name="paper-lot"),
    path("at/<slug:address>/paper/<int:lot>/steps/<slug:step>/", paper.lot_step, name="lot-step"),
    path("at/<slug:address>/paper/<int:lot>/add/", paper.add_slip, name="add-slip"),
    path("at/<slug:address>/paper/<int:lot>/again/", paper.key_again, name="key-again"),
    path("at/<slug:address>/paper/<int:lot>/<int:number>/", paper.edit_slip, name="edit-slip"),
    path("at/<slug:address>/paper/<int:lot>/<int:number>/compare/", paper.settle_slip, name="settle-slip"),
    path("at/<slug:address>/paper/<int:lot>/<int:number>/remove/", paper.remove_slip, name="remove-slip"),
    path("at/<slug:address>/texts/", texts.texts, name="texts"),
    path("at/<slug:address>/texts/<uuid:pk>/", texts.text, name="text"),
    path("at/<slug:address>/texts/themes/", texts.themes, name="themes"),
    path("at/<slug:address>/texts/themes/<int:pk>/", texts.edit_theme, name="edit-theme"),
    path("at/<slug:address>/release/", releasing.release, name="release"),
    path("at/<slug:address>/release/<int:number>/<slug:act>/", releasing.release_act, name="release-act"),
    path("editions/<slug:code>/compare/", comparing.compare, name="compare-edition"),
    path("at/<slug:address>/held/", held.held, name="held"),
    path("at/<slug:address>/results/", results.results, name="results"),
    path("at/<slug:address>/results/report.pdf", results.report, name="report"),
    path("at/<slug:address>/exports/", exports.exports, name="exports"),
    path("at/<slug:address>/exports/<str:name>", exports.export, name="export"),
]
urlpatterns = [
    path("surveys/", include(pages)),
    path("answer/<slug:address>/", answering.answer, name="answer"),
    path("answer/<slug:address>/thanks/", answering.thanks, name="answer-thanks"),
]
