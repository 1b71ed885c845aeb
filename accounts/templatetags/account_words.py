"""Words of the account pages: fields of allauth's forms, and devices."""

import re

from django import template

register = template.Library()

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "remember": "Stay signed in on this device",
    "oldpassword": "Your password until now",
    "password2": "Password, again",
    "passwordless": "Use it as a passkey: it signs in alone",
    "name": "Name of the key",
}
HELP = {
    "password1": "At least 10 characters. Not only digits, no common password, nothing like your name or address.",
    "passwordless": "The device will ask for a fingerprint, a face or a PIN.",
}

# What stands in a browser's long name of itself, the more special first.
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@register.filter
def in_our_words(form):
    """The form's fields with our labels and help instead of allauth's, and no placeholders that only repeat them."""
    fields = list(form)
    for field in fields:
        field.label = LABELS.get(field.name, field.label)
        field.help_text = HELP.get(field.name, field.help_text)
        field.field.widget.attrs.pop("placeholder", None)
    return fields


@register.filter
def device_name(user_agent):
    """ "Firefox on Linux"; what is not known is shown as it calls itself, cut short."""
    browser = _first_of(BROWSERS, user_agent)
    system = _first_of(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or re.sub(r"\s+", " ", user_agent)[:60] or "Unknown device"


def _first_of(names, user_agent):
    return next((name for mark, name in names.items() if mark in user_agent), "")
