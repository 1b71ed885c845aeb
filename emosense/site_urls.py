"""Routes of the project itself."""

from django.urls import path

from emosense import health, showcase

urlpatterns = [
    path("components/", showcase.components, name="components"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
