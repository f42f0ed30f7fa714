"""Addresses of the room."""

from django.urls import path

from institutions import views

app_name = "institutions"
urlpatterns = [
    path("institutions/", views.index, name="index"),
    path("institutions/<slug:code>/", views.institution, name="institution"),
    path("subgroups/<slug:code>/", views.subgroup, name="subgroup"),
    path("history/", views.history, name="history"),
    path("news/", views.news, name="news"),
    path("news/feed/", views.news_feed, name="news-feed"),
    path("news/<slug:code>/", views.news_item, name="news-item"),
    path("pages/<slug:code>/", views.page, name="page"),
]
