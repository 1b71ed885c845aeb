"""Pages of the data, of trained models, and the two questions of satisfaction."""

from django.urls import path

from analytics.views import data, models, satisfaction

app_name = "analytics"
urlpatterns = [
    path("data/", data.data, name="data"),
    path("models/", models.model_list, name="model_list"),
    path("models/satisfaction/", satisfaction.satisfaction, name="satisfaction"),
    path("models/satisfaction/withdraw/", satisfaction.satisfaction_withdraw, name="satisfaction_withdraw"),
    path("models/<slug:name>/", models.model_detail, name="model_detail"),
]
