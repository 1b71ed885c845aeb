from django.apps import AppConfig


class ApiSupportConfig(AppConfig):
    name = "emosense.api_support"
    label = "api_support"
    verbose_name = "API"

    def ready(self):
        from emosense.api_support import schema  # noqa: F401  tells drf-spectacular how phones sign in
