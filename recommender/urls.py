"""Pages of recommendations."""

from django.urls import path

from recommender import views

app_name = "recommender"
urlpatterns = [
    path("", views.recommendations, name="page"),
    path("picks/", views.picks, name="picks"),
    path("profile/", views.profile, name="profile"),
    path("surprise/", views.surprise, name="surprise"),
    path("movies/<slug:slug>/feedback/", views.feedback, name="feedback"),
]
