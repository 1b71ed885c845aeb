"""Routes of the project itself."""

from django.urls import path

from emosense import views

urlpatterns = [
    path("", views.home, name="home"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
