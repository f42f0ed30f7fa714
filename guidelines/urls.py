"""Addresses of the room: reading by code, members' work on a text by its key."""

from django.urls import path

from guidelines.views import feeds, following, life, reading

app_name = "guidelines"
urlpatterns = [
    path("", reading.index, name="index"),
    path("texts/<int:pk>/life/", life.life, name="life"),
    path("texts/<int:pk>/life/<slug:step>/", life.take_step, name="take-step"),
    path("texts/<int:pk>/describe/", life.describe, name="describe"),
    path("follow/<str:token>/", following.confirm, name="confirm"),
    path("leave/<str:token>/", following.leave, name="leave"),
    path("feed/", feeds.feed, name="feed"),
    path("<slug:code>/feed/", feeds.guideline_feed, name="guideline-feed"),
    path("<slug:code>/follow/", following.follow, name="follow"),
    path("<slug:code>/", reading.guideline, name="guideline"),
    path("<slug:code>/editions/<int:number>/", reading.edition, name="edition"),
    path("<slug:code>/editions/<int:number>/supplements/<int:supplement>/", reading.supplement, name="supplement"),
]
