"""Addresses of the room: reading by code, members' work on a text by its key."""

from django.urls import path

from guidelines.views import feeds, following, languages, life, listing, reading, reviewing, translating

app_name = "guidelines"
urlpatterns = [
    path("", listing.index, name="index"),
    path("texts/<int:pk>/life/", life.life, name="life"),
    path("texts/<int:pk>/life/<slug:step>/", life.take_step, name="take-step"),
    path("texts/<int:pk>/describe/", life.describe, name="describe"),
    path("texts/<int:pk>/languages/", languages.languages, name="languages"),
    path("texts/<int:pk>/languages/<slug:language>/", languages.assign_translation, name="assign-translation"),
    path("texts/<int:pk>/translate/<slug:language>/", translating.translate, name="translate"),
    path("texts/<int:pk>/review/<slug:language>/", reviewing.review, name="review"),
    path("clauses/<int:pk>/<slug:language>/waivers/", translating.propose_waiver, name="propose-waiver"),
    path("waivers/<int:pk>/accept/", languages.accept_waiver, name="accept-waiver"),
    path("waivers/<int:pk>/refuse/", languages.refuse_waiver, name="refuse-waiver"),
    path("follow/<str:token>/", following.confirm, name="confirm"),
    path("leave/<str:token>/", following.leave, name="leave"),
    path("feed/", feeds.feed, name="feed"),
    path("<slug:code>/feed/", feeds.guideline_feed, name="guideline-feed"),
    path("<slug:code>/follow/", following.follow, name="follow"),
    path("<slug:code>/", reading.guideline, name="guideline"),
    path("<slug:code>/editions/<int:number>/", reading.edition, name="edition"),
    path("<slug:code>/editions/<int:number>/supplements/<int:supplement>/", reading.supplement, name="supplement"),
]
