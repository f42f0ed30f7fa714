"""Addresses of the room."""

from django.urls import include, path

from surveys.views import (
    answering,
    campaign,
    checking,
    comparing,
    exports,
    held,
    improvements,
    listing,
    open_data,
    paper,
    questionnaires,
    questions,
    releasing,
    results,
    texts,
)

app_name = "surveys"
ASKED = "questionnaires/<slug:code>/<int:number>/"
pages = [
    path("", listing.index, name="index"),
    path("questionnaires/<slug:code>/<int:number>/", listing.questionnaire, name="questionnaire"),
    path("questionnaires/new/", questionnaires.add_questionnaire, name="add-questionnaire"),
    path(f"{ASKED}write/", questionnaires.write_questionnaire, name="write-questionnaire"),
    path(f"{ASKED}words/", questionnaires.edit_questionnaire, name="edit-questionnaire"),
    path(f"{ASKED}steps/<slug:step>/", questionnaires.take_step, name="take-questionnaire-step"),
    path(f"{ASKED}languages/", checking.check, name="check-questionnaire"),
    path(f"{ASKED}languages/<slug:language>/sign/", checking.sign, name="sign-questionnaire"),
    path(f"{ASKED}changes/", checking.compare, name="compare-questionnaire"),
    path(f"{ASKED}preview/", checking.preview, name="preview-questionnaire"),
    path(f"{ASKED}questions/back/<slug:item>/", questions.bring_back, name="bring-back-question"),
    *(
        page
        for kind in questions.PARTS
        for page in (
            path(f"{ASKED}{kind}s/new/", questions.add_part, {"kind": kind}, name=f"add-{kind}"),
            path(f"{ASKED}{kind}s/<int:pk>/", questions.edit_part, {"kind": kind}, name=f"edit-{kind}"),
            path(f"{ASKED}{kind}s/<int:pk>/remove/", questions.remove_part, {"kind": kind}, name=f"remove-{kind}"),
            path(f"{ASKED}{kind}s/<int:pk>/<slug:act>/", questions.move_part, {"kind": kind}, name=f"move-{kind}"),
        )
    ),
    path("open-data/", open_data.open_data, name="open-data"),
    path("open-data/<slug:address>/<int:number>.<slug:form>", open_data.open_release, name="open-release"),
    path("improvements/", improvements.improvements, name="improvements"),
    path("improvements/<int:pk>/", improvements.improvement, name="improvement"),
    path("improvements/<int:pk>/edit/", improvements.edit_improvement, name="edit-improvement"),
    path("improvements/<int:pk>/acts/<slug:act>/", improvements.act_on_improvement, name="act-on-improvement"),
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
    path("at/<slug:address>/improvements/", improvements.campaign_improvements, name="campaign-improvements"),
    path("at/<slug:address>/improvements/new/", improvements.add_improvement, name="add-improvement"),
]
urlpatterns = [
    path("surveys/", include(pages)),
    path("answer/<slug:address>/", answering.answer, name="answer"),
    path("answer/<slug:address>/thanks/", answering.thanks, name="answer-thanks"),
]
