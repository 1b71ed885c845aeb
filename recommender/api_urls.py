"""Routes of the API: recommendations, feedback, profile."""

from django.urls import path

from recommender import api

urlpatterns = [
    path("recommendations/", api.RecommendationsView.as_view(), name="recommendations"),
    path("recommendations/feedback/", api.FeedbackView.as_view(), name="recommendations_feedback"),
    path(
        "recommendations/feedback/<int:movie_id>/",
        api.MovieFeedbackView.as_view(),
        name="recommendations_feedback_undo",
    ),
    path("recommendations/profile/", api.ProfileView.as_view(), name="recommendations_profile"),
]
