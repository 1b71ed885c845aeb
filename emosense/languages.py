"""What languages are called."""

from django.utils.translation import get_language_info

# Codes of film databases that Django does not know.
OTHERS = {"zh": "Chinese", "cn": "Cantonese", "tl": "Tagalog", "la": "Latin", "xx": "no language"}


def language_name(code):
    """The English name of an ISO 639-1 code; the code itself where none is known."""
    if code in OTHERS:
        return OTHERS[code]
    try:
        return get_language_info(code)["name"]
    except KeyError:
        return code
