"""Routes of the API: the data explored."""

from django.urls import path

from analytics.api import data

urlpatterns = [
    path("data/", data.DataView.as_view(), name="data"),
]
