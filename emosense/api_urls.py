"""The routes of the API; apps are named by string."""

from django.urls import include, path, re_path

from emosense.api_support.views import not_there

app_name = "api"
urlpatterns = [
    path("", include("emosense.api_support.urls")),
    path("", include("accounts.api_urls")),
    path("", include("reviews.api_urls")),
    path("", include("speech.api_urls")),
    path("", include("recommender.api_urls")),
    path("", include("analytics.api_urls")),
    path("", include("emosense.jobs.api_urls")),
    re_path(r"^(?P<rest>.+)$", not_there),
]
