"""Today's form: the page's data as JSON in script#__NEXT_DATA__, or the answer of the site's query for the next page.

Two shapes, often both in one page. The plain one is `contentData.reviews[].review`; the query's is
`contentData.data.title.reviews.edges[].node`. docs/crawls.md lists the fields.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from reviews.scraping.items import NextPage, ParsedPage, ScrapedReview, read_all
from reviews.scraping.page_text import from_markup
from reviews.scraping.values import count, iso_date, rating, review_id, text_of

FORM = "next_data"
_MARK = "__NEXT_DATA__"
_OPENING = re.compile(r"<script\b[^>]*\bid\s*=\s*[\"']?__NEXT_DATA__\b[^>]*>", re.IGNORECASE)
_HOLDS_TEXT = ("originalText", "plaidHtml", "plainText", "text")
_LIST = re.compile(r"\"(?:reviews|edges)\"\s*:\s*\[")
_CUT = "The page is cut off: reviews after the last one shown here are missing."


def parse(page: str) -> ParsedPage | None:
    source = json_of(page)
    if source is None:
        return None
    try:
        tree, _ = json.JSONDecoder().raw_decode(source)  # whatever may stand behind it
    except (ValueError, RecursionError):
        return _half(source)
    content = _content_of(tree)
    if content is None:
        return None
    return _whole(content)


def json_of(page: str) -> str | None:
    """The JSON of the page's script, or the page itself when it is JSON."""
    mark = page.find(_MARK)
    while mark >= 0:
        if opening := _OPENING.match(page, max(page.rfind("<", 0, mark), 0)):
            source = page[opening.end() : _end_of_script(page, opening.end())]
            source = source[max(source.find("{"), 0) :].rstrip()
            return html.unescape(source) if source.startswith("{&quot;") else source
        mark = page.find(_MARK, mark + len(_MARK))
    stripped = page.lstrip("\ufeff \t\r\n")
    return stripped if stripped.startswith(("{", "[")) else None


def _end_of_script(page: str, start: int) -> int:
    ends = [end for tag in ("</script", "</SCRIPT") if (end := page.find(tag, start)) >= 0]
    return min(ends, default=len(page))


def _content_of(tree: Any) -> dict[str, Any] | None:
    """Where the reviews are, when it is a page of reviews; queries sent together are answered in a list."""
    if isinstance(tree, list):
        return next((content for one in tree if not isinstance(one, list) and (content := _content_of(one))), None)
    for path in (("props", "pageProps", "contentData"), ("pageProps", "contentData"), ("contentData",), ()):
        content = _at(tree, *path)
        if isinstance(content, dict) and (_plain_list(content) is not None or _connection(content) is not None):
            return content
    return None


def _whole(content: dict[str, Any]) -> ParsedPage | None:
    connection = _connection(content) or {}
    parsed = ParsedPage(form=FORM, total=_total(content))
    records = [*(_plain_list(content) or []), *_nodes(connection)]
    read_all(records, _review, parsed)
    if not records and parsed.total:
        return None  # it says that there are reviews and shows none: not a form we know
    for info in (content.get("pageInfo"), connection.get("pageInfo")):
        cursor = _at(info, "endCursor")
        if isinstance(cursor, str) and cursor and _at(info, "hasNextPage") is not False:
            parsed.next_page = NextPage(cursor=cursor)
            break
    return parsed


def _total(content: dict[str, Any]) -> int | None:
    """Of the movie; the plain shape's page may keep it in the query's place, without edges."""
    places = (("data", "title", "reviews", "total"), ("title", "reviews", "total"), ("reviews", "total"))
    return next((found for path in places if (found := count(_at(content, *path))) is not None), None)


def _plain_list(content: dict[str, Any]) -> list[Any] | None:
    reviews = content.get("reviews")
    return reviews if isinstance(reviews, list) else None


def _connection(content: dict[str, Any]) -> dict[str, Any] | None:
    for path in (("data", "title", "reviews"), ("title", "reviews"), ("reviews",)):
        connection = _at(content, *path)
        if isinstance(connection, dict) and isinstance(connection.get("edges"), list):
            return connection
    return None


def _nodes(connection: dict[str, Any]) -> list[Any]:
    return [_at(edge, "node") for edge in connection.get("edges", [])]


def _review(record: Any) -> ScrapedReview | None:
    """Of either shape; a record that tells nothing gives None."""
    fields = _fields(record)
    if fields is None:
        return None
    return ScrapedReview(
        id=review_id(fields.get("reviewId") or fields.get("id")),
        author=_author(fields.get("author")),
        rating=rating(fields.get("authorRating")),
        title=text_of(_first_text(fields.get("reviewSummary"), fields.get("summary"))),
        text=_text(fields),
        date=iso_date(fields.get("submissionDate")),
        spoiler=_is_true(fields.get("spoiler")),
        helpful=_votes(fields, "upVotes"),
        not_helpful=_votes(fields, "downVotes"),
        form=FORM,
    )


def _fields(record: Any) -> dict[str, Any] | None:
    """The record with what stands in its `review`; some pages keep the summary beside it."""
    if not isinstance(record, dict):
        return None
    inner = record.get("review")
    return {**record, **inner} if isinstance(inner, dict) else record


def _author(author: Any) -> str | None:
    if isinstance(author, str):
        return text_of(author)
    names = (_at(author, "nickName"), _at(author, "username", "text"), _at(author, "username"))
    return next((name for name in map(text_of, names) if name), None)


def _text(fields: dict[str, Any]) -> str | None:
    value = _first_text(fields.get("reviewText"), fields.get("text"))
    return (from_markup(value) or None) if value is not None else None


def _first_text(*values: Any) -> str | None:
    """The first that is text, or holds it as {originalText: {plaidHtml}}."""
    for value in values:
        while isinstance(value, dict):
            value = next((value[key] for key in _HOLDS_TEXT if value.get(key)), None)
        if isinstance(value, str):
            return value
    return None


def _votes(fields: dict[str, Any], name: str) -> int | None:
    for place in ("helpfulnessVotes", "helpfulness"):
        if (votes := count(_at(fields.get(place), name))) is not None:
            return votes
    return None


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _at(tree: Any, *path: str) -> Any:
    """The value at the end of the path, None where the path ends early."""
    for key in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(key)
    return tree


def _half(source: str) -> ParsedPage | None:
    """What can be read of JSON that ends too early."""
    parsed = ParsedPage(form=FORM, is_whole=False)
    records = [record for record in _rescued(source) if _looks_like_review(record)]
    if not records and '"contentData"' not in source:
        return None
    read_all(records, _review, parsed)
    parsed.problems.append(_CUT)
    return parsed


def _rescued(source: str) -> Iterator[Any]:
    """Every whole element of every list of reviews."""
    decoder = json.JSONDecoder()
    for start in _LIST.finditer(source):
        position = start.end()
        while True:
            try:
                record, position = decoder.raw_decode(source, _next_element(source, position))
            except (ValueError, RecursionError):
                break
            yield _at(record, "node") or record


def _next_element(source: str, position: int) -> int:
    while position < len(source) and source[position] in ", \t\r\n":
        position += 1
    return position


def _looks_like_review(record: Any) -> bool:
    fields = _fields(record) or {}
    return "authorRating" in fields or "submissionDate" in fields
