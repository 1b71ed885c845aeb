"""The first page, which belongs to no section."""

from django.urls import path

from reviews.views import home

urlpatterns = [path("", home.home, name="home")]
