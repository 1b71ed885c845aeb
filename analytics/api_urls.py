"""Routes of the API: the data explored, trained models, satisfaction."""

from django.urls import path

from analytics.api import data, models, satisfaction

urlpatterns = [
    path("data/", data.DataView.as_view(), name="data"),
    path("models/", models.ModelsView.as_view(), name="models"),
    path("models/comparison/", models.ComparisonView.as_view(), name="models_comparison"),
    path("models/satisfaction/", satisfaction.SatisfactionView.as_view(), name="satisfaction"),
    path("models/<slug:name>/", models.ModelView.as_view(), name="model"),
]
