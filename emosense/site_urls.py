"""Routes of the project itself."""

from django.urls import path

from emosense import favicon, health, showcase

urlpatterns = [
    path("components/", showcase.components, name="components"),
    path("favicon.ico", favicon.favicon, name="favicon"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
