"""One movie's reviews, page after page, one request at a time."""

import json
from collections.abc import Callable
from dataclasses import asdict

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from reviews.scraping.crawling.addresses import NoQuery, address
from reviews.scraping.items import ParsedPage
from reviews.scraping.orders import FAILED, FINISHED, REFUSED, CrawlEnded, CrawlOrder, PageRead
from reviews.scraping.pages import ChallengePage, UnknownPageForm, read_page
from reviews.scraping.saved_pages import text_of_page

HALF_PAGE_TRIES = 3
NO_QUERY = (
    "The list goes on, but only by the site's query: its address (on the source) and CRAWL_QUERY_HASH are to be set."
)


class ReviewsSpider(scrapy.Spider):
    name = "reviews"

    def __init__(self, order: CrawlOrder, tell: Callable[[PageRead | CrawlEnded], None]):
        super().__init__()
        self.order, self.tell = order, tell
        self.left = order.limit
        self.ended: CrawlEnded | None = None

    def end(self, outcome: str, reason: str = "", *, retry_after: int | None = None) -> None:
        """The first reason stands; it is told when the last answer has been dealt with."""
        self.ended = self.ended or CrawlEnded(outcome=outcome, reason=reason, retry_after=retry_after)

    async def start(self):
        if request := self.page(self.order.start):
            yield request

    def page(self, start, *, tries=1):
        """The request for a page; None where the list cannot go on."""
        try:
            url = address(self.order, start)
        except NoQuery:
            self.end(FINISHED, NO_QUERY)
            return None
        meta = {"dont_cache": tries > 1}
        headers = {"Accept": "application/json"} if start.get("cursor") else {"Accept": "text/html"}
        wanted = {"start": start, "tries": tries}
        return scrapy.Request(
            url, self.parse, errback=self.failed, meta=meta, headers=headers, cb_kwargs=wanted, dont_filter=True
        )

    def parse(self, response, start, tries):
        page = text_of_page(response.body)
        if words := query_refused(page):
            self.end(FAILED, f"The site does not take the query ({words}): CRAWL_QUERY_HASH is out of date.")
            return
        try:
            parsed = read_page(page)
        except ChallengePage:
            self.end(REFUSED, "The site answers with its firewall's challenge.")
        except UnknownPageForm as unknown:
            self.unknown(unknown)
        else:
            yield from self.read(parsed, start, tries)

    def unknown(self, unknown):
        if unknown.is_sign_in:
            self.end(REFUSED, "The site asks to sign in.")
        else:
            self.end(FAILED, str(unknown))

    def read(self, parsed: ParsedPage, start, tries):
        if not parsed.is_whole and tries < HALF_PAGE_TRIES:
            yield self.page(start, tries=tries + 1)
            return
        self.tell(self.message(parsed))
        if not parsed.is_whole:
            self.end(FAILED, f"A page came only in part, {tries} times: the crawl can go on from there later.")
            return
        self.left -= len(parsed.reviews)
        if self.left <= 0 or parsed.next_page is None:
            self.end(FINISHED)
        elif told(parsed) == start:
            self.end(FAILED, "The site's next page is the same page again.")
        elif request := self.page(told(parsed)):
            yield request

    def message(self, parsed: ParsedPage) -> PageRead:
        return PageRead(
            reviews=[review.as_row() for review in parsed.reviews[: self.left]],
            next=told(parsed),
            is_whole=parsed.is_whole,
            total=parsed.total,
            problems=parsed.problems,
        )

    def failed(self, failure):
        """No answer that can be read; a refusal was said already."""
        if failure.check(IgnoreRequest):
            self.end(REFUSED, "The site's robots.txt forbids this page.")
        elif failure.check(HttpError):
            self.end(FAILED, f"The site answered with HTTP {failure.value.response.status}.")
        else:
            self.end(FAILED, f"The site could not be reached: {failure.getErrorMessage()[:200]}")

    def closed(self, reason):
        self.tell(self.ended or CrawlEnded(outcome=FAILED, reason=f"The crawl was stopped ({reason})."))


def query_refused(page: str) -> str:
    """What the site says against a query; "" when it answered it."""
    if not page.lstrip().startswith("{"):
        return ""
    try:
        answer = json.loads(page)
    except ValueError:
        return ""
    errors = answer.get("errors")
    if not errors or answer.get("data"):
        return ""
    first = errors[0] if isinstance(errors, list) else errors
    return str(first.get("message") if isinstance(first, dict) else first)[:100]


def told(parsed: ParsedPage) -> dict[str, str]:
    """Where the list goes on, as an order's `start`."""
    return {name: value for name, value in asdict(parsed.next_page).items() if value} if parsed.next_page else {}
