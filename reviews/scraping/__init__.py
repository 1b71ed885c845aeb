"""Reviews from web pages: what a page tells, and the crawl that fetches pages.

`pages.py` chooses among the parsers in `forms/`, one for each form that the site's pages had; they are pure functions
of a page's text. `crawling/` is the Scrapy project: it runs in a process of its own, without Django or a database.
"""
