"""All routes; apps are named by string."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("emosense.site_urls")),
    path("", include("reviews.home_urls")),
    path("", include("reviews.urls")),
    path("speech/", include("speech.urls")),
    path("recommendations/", include("recommender.urls")),
    path("", include("analytics.urls")),
    path("accounts/", include("allauth.urls")),
    path("settings/", include("accounts.urls")),
    path("jobs/", include("emosense.jobs.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/", include("emosense.api_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "emosense.views.bad_request"
handler403 = "emosense.views.permission_denied"
handler404 = "emosense.views.not_found"
handler500 = "emosense.views.server_error"
