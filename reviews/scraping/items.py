"""What a page of reviews tells, whatever its form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ScrapedReview:
    """One review as the page tells it; None is what the page does not tell."""

    id: str | None  # the site's own, "rw" and digits
    author: str | None
    rating: int | float | None  # 1 to 10
    title: str | None
    text: str | None  # plain, new lines for breaks; absent where the page hides a spoiler
    date: str | None  # ISO
    spoiler: bool
    helpful: int | None
    not_helpful: int | None
    form: str  # which parser read it

    def as_row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def has_words(self) -> bool:
        return bool(self.text or self.title)

    def tells_something(self) -> bool:
        """Words, or at least whose review it is and what else is known of it."""
        return self.has_words() or bool(self.id and (self.rating or self.author or self.date))


@dataclass(frozen=True, kw_only=True)
class NextPage:
    """Where the list goes on: a cursor for the site's query, or a key for its "load more"."""

    cursor: str = ""
    pagination_key: str = ""


@dataclass(kw_only=True)
class ParsedPage:
    """The reviews of one page in their order, each once."""

    form: str
    reviews: list[ScrapedReview] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # reviews that could not be read, each with its reason
    next_page: NextPage | None = None
    total: int | None = None  # of the movie, where the page tells it
    is_whole: bool = True  # False: cut off, there was more

    def add(self, reviews: Iterable[ScrapedReview]) -> None:
        """Adds those whose id is not there yet; without an id, those that are not the same in everything."""
        known = {_identity(review) for review in self.reviews}
        for review in reviews:
            if (identity := _identity(review)) not in known:
                known.add(identity)
                self.reviews.append(review)


def read_all(records: Iterable[Any], read: Callable[[Any], ScrapedReview | None], parsed: ParsedPage) -> None:
    """Adds what `read` makes of each record of the page; says which ones tell nothing."""
    reviews = []
    for number, record in enumerate(records, start=1):
        review = read(record)
        if review is not None and review.tells_something():
            reviews.append(review)
        else:
            parsed.problems.append(f"Review {number} of the page tells nothing.")
    parsed.add(reviews)


def cut_off(parsed: ParsedPage, *, at: int) -> None:
    """The page ends inside its review `at`: half a review is none."""
    parsed.is_whole = False
    parsed.problems.append(f"The page is cut off in review {at}: it is left out, and what came after is missing.")


def _identity(review: ScrapedReview) -> Any:
    return review.id or (review.author, review.date, review.title, review.text)
