"""What a crawl is told and what it tells: the words between the process that crawls and the one that keeps."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

GO_ON = "go on\n"  # said to the process that crawls when a page is kept
FINISHED, REFUSED, FAILED = "finished", "refused", "failed"


@dataclass(frozen=True, kw_only=True)
class CrawlOrder:
    """One movie's reviews, at most `limit`, from `start` on ({} is the first page)."""

    imdb_id: str
    base_url: str  # https://host, without a slash at the end
    user_agent: str
    limit: int
    start: dict[str, str] = field(default_factory=dict)  # as PageRead.next
    query_url: str = ""  # where the site answers queries for next pages
    query_hash: str = ""
    pause: float = 5.0  # seconds between two requests, at least
    cache_folder: str = ""
    cache_seconds: int = 0  # 0: nothing is kept

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "CrawlOrder":
        return cls(**json.loads(text))


@dataclass(frozen=True, kw_only=True)
class PageRead:
    """One page: its reviews as ScrapedReview.as_row, and where the list goes on; {} is nowhere."""

    reviews: list[dict[str, Any]]
    next: dict[str, str]
    is_whole: bool
    total: int | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CrawlEnded:
    """How it ended: finished, refused by the site, or failed; why, in words."""

    outcome: str
    reason: str = ""
    retry_after: int | None = None  # seconds that the site asked for


def as_line(message: PageRead | CrawlEnded) -> str:
    return json.dumps({"kind": type(message).__name__, **asdict(message)}) + "\n"


def from_line(line: str) -> PageRead | CrawlEnded:
    """Raises ValueError for what is no message."""
    fields = json.loads(line)
    kind = {"PageRead": PageRead, "CrawlEnded": CrawlEnded}.get(fields.pop("kind", ""))
    if kind is None:
        raise ValueError(line[:200])
    return kind(**fields)
