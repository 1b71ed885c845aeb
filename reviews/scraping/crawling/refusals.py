"""Signs that the site does not want to be asked: the first one ends the crawl, and nothing is asked after it."""

import time
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from scrapy.exceptions import IgnoreRequest

from reviews.scraping.crawling.addresses import hosts
from reviews.scraping.orders import FAILED, REFUSED

STATUSES = {401: "asks to sign in", 403: "forbids it", 429: "says that it is asked too often"}
REDIRECTS = {301, 302, 303, 307, 308}
SIGN_IN = ("/ap/signin", "/registration/", "/signin", "/login", "/ap/register")


class RefusalMiddleware:
    """Next to the network: sees every answer before anything follows it, the one for robots.txt too."""

    def __init__(self, crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    def process_request(self, request):
        if self.crawler.spider.ended is not None:
            raise IgnoreRequest("The crawl has ended.")

    def process_response(self, request, response):
        reason = self.refusal(request, response)
        if reason:
            self.crawler.spider.end(REFUSED, f"The site {reason}.", retry_after=seconds(response))
            raise IgnoreRequest(reason)
        if response.status >= 500 and request.url.endswith("/robots.txt"):
            self.crawler.spider.end(FAILED, "The site's robots.txt could not be read: without it nothing is asked.")
            raise IgnoreRequest("no robots.txt")
        return response

    def refusal(self, request, response):
        """Why this answer is a refusal, in words; None when it is none."""
        if response.headers.get(b"x-amzn-waf-action") or response.status == 202:
            return "answers with its firewall's challenge"
        if response.status in STATUSES:
            return f"{STATUSES[response.status]} (HTTP {response.status})"
        if response.status in REDIRECTS:
            return self.refused_by_redirect(request, response)
        return None

    def refused_by_redirect(self, request, response):
        target = urlsplit(urljoin(request.url, response.headers.get(b"Location", b"").decode("latin-1")))
        if target.path.lower().startswith(SIGN_IN):
            return "asks to sign in"
        if target.netloc not in hosts(self.crawler.spider.order):
            return f"sends the crawl elsewhere ({target.netloc[:80]})"
        return None


def seconds(response):
    """What Retry-After asks for, a number or a date; None where it is neither."""
    asked = response.headers.get(b"Retry-After", b"").decode("latin-1").strip()
    if asked.isascii() and asked.isdigit():
        return int(asked[:9])
    try:
        until = parsedate_to_datetime(asked)
        return max(int(until.timestamp() - time.time()), 0)
    except (ValueError, OverflowError):
        return None
