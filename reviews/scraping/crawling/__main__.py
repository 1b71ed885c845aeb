"""One crawl: the order on stdin, messages on stdout, Scrapy's warnings on stderr.

After each page it waits for a word on stdin that the page is kept: so it is never ahead by more than one page, and a
killed or cancelled crawl asks nothing more.
"""

import os
import sys

from scrapy.crawler import CrawlerProcess

from emosense.supervisor.lifeline import die_with_parent
from reviews.scraping.crawling.manners import settings_for
from reviews.scraping.crawling.spider import ReviewsSpider
from reviews.scraping.orders import GO_ON, CrawlOrder, PageRead, as_line


def main() -> None:
    die_with_parent()
    order = CrawlOrder.from_json(sys.stdin.readline())
    process = CrawlerProcess(settings_for(order))
    process.crawl(ReviewsSpider, order=order, tell=tell)
    process.start()


def tell(message) -> None:
    """Whoever ordered the crawl is gone when nobody reads: then there is nobody to crawl for."""
    try:
        sys.stdout.write(as_line(message))
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)
    if isinstance(message, PageRead) and sys.stdin.readline() != GO_ON:
        os._exit(1)


if __name__ == "__main__":
    main()
