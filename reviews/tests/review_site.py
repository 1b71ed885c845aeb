"""A site of reviews on this machine, for crawls: every form of page with its pagination, and every way to refuse."""

import contextlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from reviews.tests import pages_of_reviews as pages

PAGE = 25
QUERY_HASH = "0123456789abcdef" * 4


@dataclass
class Answer:
    body: str = ""
    status: int = 200
    headers: dict = field(default_factory=dict)
    claims: int | None = None  # a Content-Length beyond the body: the connection breaks in the middle


CHALLENGE = Answer(pages.CHALLENGE, 202, {"x-amzn-waf-action": "challenge"})
FORBIDDEN = Answer("Forbidden", 403)
TOO_MANY = Answer("Slow down", 429, {"Retry-After": "86400"})
TO_SIGN_IN = Answer("", 302, {"Location": "/ap/signin?openid=1"})
SIGN_IN = Answer(pages.SIGN_IN)
ELSEWHERE = Answer("", 302, {"Location": "http://elsewhere.example/"})
ANOTHER_PAGE = Answer(pages.document("<p>New design</p>", title="A new design"))
FORBIDS = Answer("User-agent: *\nDisallow: /title/\n")


@dataclass
class ReviewSite:
    """Serves `facts` in one form; `instead` answers the request for reviews of that number (from 1) in another way."""

    facts: list
    form: str = "plain"
    robots: Answer = field(default_factory=lambda: Answer("User-agent: *\nAllow: /\n"))
    instead: dict = field(default_factory=dict)
    pause: float = 0.0
    requests: list = field(default_factory=list)  # (path, headers) of everything asked
    pages_asked: int = 0
    base_url: str = ""

    def answer(self, path, headers):
        self.requests.append((path, dict(headers)))
        if path == "/robots.txt":
            return self.robots
        self.pages_asked += 1
        time.sleep(self.pause)
        instead = self.instead.get(self.pages_asked)
        if callable(instead):
            return instead(self.page(path))
        return instead or self.page(path)

    def page(self, path):
        url = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/graphql":
            return self.by_query(asked)
        if url.path.endswith("/reviews/_ajax"):
            return self.older(int(asked["paginationKey"][1:]), piece=True)
        if url.path.endswith("/reviews/"):
            return self.first()
        return Answer("Not found", 404)

    def first(self):
        if self.form == "older":
            return self.older(0)
        if self.form == "html":
            return Answer(pages.html_page(self.facts))
        return Answer(pages.PAGES[self.form](self.facts[:PAGE], cursor=self.more(0)))

    def by_query(self, asked):
        if json.loads(asked["extensions"])["persistedQuery"]["sha256Hash"] != QUERY_HASH:
            return Answer(json.dumps({"errors": [{"message": "PersistedQueryNotFound"}]}))
        start = int(json.loads(asked["variables"])["after"][1:])
        some = self.facts[start : start + PAGE]
        found = pages.connection(some, cursor=self.more(start), total=len(self.facts))
        return Answer(json.dumps({"data": {"title": {"reviews": found}}}), headers={"Content-Type": "application/json"})

    def older(self, start, *, piece=False):
        make = pages.older_piece if piece else pages.older_page
        return Answer(make(self.facts[start : start + PAGE], key=self.more(start, letter="k")))

    def more(self, start, *, letter="c"):
        return f"{letter}{start + PAGE}" if start + PAGE < len(self.facts) else ""

    @contextmanager
    def open(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        self.base_url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def half(answer):
    """The first two thirds of a page, as a whole answer."""
    return Answer(answer.body[: len(answer.body) * 2 // 3], headers=answer.headers)


def broken_off(answer):
    """The connection ends in the middle of the page."""
    return Answer(answer.body[: len(answer.body) * 2 // 3], headers=answer.headers, claims=len(answer.body.encode()))


def handler_of(site):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = site.answer(self.path, self.headers)
            content = answer.body.encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(answer.claims or len(content)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # whoever asked was killed
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    return Handler
