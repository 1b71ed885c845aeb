"""What `check` says about the engine that writes down what is said."""

from django.core.checks import Warning as CheckWarning
from django.core.checks import register


@register()
def transcriber_is_there(app_configs, **kwargs):
    """Said at every start; recordings are worked off without words until it is mended."""
    from speech.tasks.transcribers import what_is_missing

    missing = what_is_missing()
    return [CheckWarning(missing, hint="docs/transcription.md lists the engines.", id="speech.W010")] if missing else []
