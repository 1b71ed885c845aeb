"""One page of reviews, by the parser of its form."""

import re

from reviews.scraping.challenges import is_challenge, is_sign_in, title_of
from reviews.scraping.forms import html_alone, next_data, older
from reviews.scraping.items import ParsedPage

PARSERS = (next_data.parse, html_alone.parse, older.parse)
_SHOWN_ID = re.compile(r"/review/(rw\d+)", re.IGNORECASE)


class UnknownPageForm(Exception):
    """The page holds no reviews in a form we know: it is another page, or the site has changed. `title` is its own."""

    def __init__(self, title: str, *, is_sign_in: bool = False) -> None:
        named = f"The page “{title}”" if title else "The page, which has no title,"
        super().__init__(f"{named} holds no reviews in a form that is known here.")
        self.title = title
        self.is_sign_in = is_sign_in


class ChallengePage(Exception):
    """The site's firewall asks whether a person is looking: nothing more is to be asked of it for hours."""


def read_page(page: str) -> ParsedPage:
    """The page's reviews, each once, and where the list goes on. Raises UnknownPageForm, ChallengePage.

    A page cut off in the middle gives what is whole of it and says in `problems` what is not. A page of reviews that
    has none gives none; a page that is not recognised never does.
    """
    parsed = next((parsed for parse in PARSERS if (parsed := parse(page)) is not None), None)
    if parsed is None or _is_renamed(parsed):
        if is_challenge(page):
            raise ChallengePage
        raise UnknownPageForm(title_of(page), is_sign_in=is_sign_in(page))
    if parsed.form == next_data.FORM:
        _add_shown(page, parsed)
    return parsed


def _is_renamed(parsed: ParsedPage) -> bool:
    """Reviews, and not one word in any of them: what holds the words is called something else by now."""
    found = bool(parsed.reviews or parsed.problems)
    return parsed.is_whole and found and not any(review.has_words() for review in parsed.reviews)


def _add_shown(page: str, parsed: ParsedPage) -> None:
    """Reviews that the HTML shows beyond the data: somebody pressed "more" before saving, or the data are cut off."""
    told = {review.id for review in parsed.reviews}
    if not {shown.lower() for shown in _SHOWN_ID.findall(page)} - told:
        return
    if rendered := html_alone.parse(page):
        parsed.add(review for review in rendered.reviews if review.id)
