"""What `check --deploy` says about recordings."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from speech import audio_keys


@register(Tags.security, deploy=True)
def audio_keyset_is_usable(app_configs, **kwargs):
    """Found out at the check, not by the first person who speaks."""
    try:
        audio_keys.wrap_primitive()
    except (ImproperlyConfigured, OSError) as error:
        return [Error(str(error), id="speech.E001")]
    path = audio_keys.keyset_file()
    if settings.PRODUCTION and path is not None and path.stat().st_mode & 0o077:
        return [Error(f"{path} can be read by others than its owner: chmod 600 it.", id="speech.E002")]
    return []
