from django.apps import AppConfig


class SpeechConfig(AppConfig):
    name = "speech"
    verbose_name = "Spoken reviews"

    def ready(self):
        from speech import checks, transcriber_check  # noqa: F401  (registers them)
