"""The Scrapy project: one crawl of one movie's reviews, in a process of its own.

`python -m reviews.scraping.crawling` reads an order (JSON) on stdin and writes messages (JSON Lines) on stdout: one for
each page with its reviews and where the list goes on, and one for the end. Whoever gave the order keeps the reviews;
this process has no Django, no database and no memory. Scrapy and Twisted are imported here and nowhere else.
"""
