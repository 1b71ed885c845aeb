"""Pages that are no answer: the firewall's challenge, and the invitation to sign in. Neither is ever worked around."""

import html
import re

# What the firewall's own page holds; a page of the site may load the firewall's script, too, but holds data besides.
_CHALLENGE = re.compile(
    r"gokuProps|AwsWafIntegration\s*\.|challenge-container|captcha-container|x-amzn-waf-action"
    r"|token\.awswaf\.com|captcha\.awswaf\.com|/errors/validateCaptcha|<title>\s*(?:Human Verification|Robot Check)"
    r"|verify that you(?:'|&#0?39;|&apos;|’)?(?:re| are) not a (?:ro)?bot",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(r"<form\b[^>]*\bname\s*=\s*[\"']?signIn\b|/ap/signin|/registration/signin", re.IGNORECASE)
_SIGN_IN_TITLE = re.compile(r"\bsign[ -]?in\b|\blog[ -]?in\b", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)(?:</title|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)(?:</h1|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def is_challenge(page: str) -> bool:
    """For a page that was found to hold no reviews."""
    return "__NEXT_DATA__" not in page and _CHALLENGE.search(page) is not None


def is_sign_in(page: str) -> bool:
    """For a page that was found to hold no reviews: links to the sign-in are on every page."""
    if _SIGN_IN_TITLE.search(title_of(page)):
        return True
    return "__NEXT_DATA__" not in page and _SIGN_IN.search(page) is not None


def title_of(page: str) -> str:
    """What the page calls itself; "" when it does not."""
    for pattern in (_TITLE, _HEADING):
        if found := pattern.search(page):
            words = " ".join(html.unescape(_TAG.sub(" ", found[1])).split())
            if words:
                return words[:200]
    return ""
