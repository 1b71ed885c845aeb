"""Where pages are: the first one, and the next one by cursor or by key."""

import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from reviews.scraping.orders import CrawlOrder

OPERATION, PAGE_SIZE = "TitleReviewsRefine", 25


class NoQuery(Exception):
    """The list goes on by the site's query, and nobody said which one that is."""


def address(order: CrawlOrder, start: dict[str, str]) -> str:
    """The page's address; `start` is {}, {"cursor": …} or {"pagination_key": …}. Raises NoQuery."""
    page = f"{order.base_url}/title/{quote(order.imdb_id)}/reviews/"
    if key := start.get("pagination_key"):
        return f"{page}_ajax?{urlencode({'paginationKey': key})}"
    if cursor := start.get("cursor"):
        return query(order, cursor)
    return page


def query(order: CrawlOrder, cursor: str) -> str:
    if not (order.query_url and order.query_hash):
        raise NoQuery
    parameters = {
        "operationName": OPERATION,
        "variables": packed(
            {
                "after": cursor,
                "const": order.imdb_id,
                "filter": {},
                "first": PAGE_SIZE,
                "locale": "en-US",
                "sort": {"by": "HELPFULNESS_SCORE", "order": "DESC"},
            }
        ),
        "extensions": packed({"persistedQuery": {"sha256Hash": order.query_hash, "version": 1}}),
    }
    return f"{order.query_url}?{urlencode(parameters)}"


def packed(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def hosts(order: CrawlOrder) -> set[str]:
    """Where the crawl may go; a redirect to elsewhere is no page of reviews."""
    return {urlsplit(url).netloc for url in (order.base_url, order.query_url) if url}
