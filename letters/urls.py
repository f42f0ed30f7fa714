"""Addresses of the room."""

from django.urls import path

from letters import views

app_name = "letters"
urlpatterns = [
    path("", views.index, name="index"),
    path("send/", views.send_letters, name="send-letters"),
    path("close/", views.close_letters, name="close-letters"),
    path("post-room/", views.post_room, name="post-room"),
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:name>/", views.edit_rule, name="edit-rule"),
    path("rules/<slug:name>/restore/", views.restore_rule, name="restore-rule"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("resubscribe/<str:token>/", views.resubscribe, name="resubscribe"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/resend/", views.resend_letter, name="resend-letter"),
    path("<int:pk>/close/", views.close_letter, name="close-letter"),
]
