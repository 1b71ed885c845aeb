"""Scrapy's settings: how this crawl behaves. There is no setting here that hides what it is."""

from scrapy.extensions.httpcache import DummyPolicy

from reviews.scraping.orders import CrawlOrder

KEPT_ANSWERS = {200}


class GoodAnswersOnly(DummyPolicy):
    """Keeps pages, never refusals or errors."""

    def should_cache_response(self, response, request):
        return response.status in KEPT_ANSWERS and super().should_cache_response(response, request)


def settings_for(order: CrawlOrder) -> dict[str, object]:
    return {
        "USER_AGENT": order.user_agent,
        "ROBOTSTXT_OBEY": True,
        # one request at a time, and never faster than the site answers
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": order.pause,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": order.pause,
        "AUTOTHROTTLE_MAX_DELAY": 120.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # twice more for a server that stumbles; refusals are no stumbling
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [500, 502, 503, 504],
        "REDIRECT_MAX_TIMES": 3,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "DOWNLOAD_TIMEOUT": 60,
        "DOWNLOAD_MAXSIZE": 50 * 1024 * 1024,
        "DOWNLOADER_MIDDLEWARES": {"reviews.scraping.crawling.refusals.RefusalMiddleware": 950},
        # what was fetched within the hour is not fetched again
        "HTTPCACHE_ENABLED": order.cache_seconds > 0,
        "HTTPCACHE_DIR": order.cache_folder,
        "HTTPCACHE_EXPIRATION_SECS": order.cache_seconds,
        "HTTPCACHE_GZIP": True,
        "HTTPCACHE_POLICY": "reviews.scraping.crawling.manners.GoodAnswersOnly",
        "TELNETCONSOLE_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "LOG_LEVEL": "WARNING",
    }
