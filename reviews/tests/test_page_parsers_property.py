"""Pages made by chance, whole and spoiled: what was written is read in every form, and nothing else ever happens."""

import json
import random
from datetime import date, timedelta

import pytest

from reviews.scraping.pages import ChallengePage, UnknownPageForm, read_page
from reviews.scraping.saved_pages import text_of_page
from reviews.tests import pages_of_reviews as pages
from reviews.tests.pages_of_reviews import FORMS, PAGES, Fact, as_read

WORDS = (
    *(
        "plain",
        "It's",
        "“quoted”",
        "<3",
        "a<b",
        "R&D",
        "&amp;",
        "100%",
        "naïve",
        "映画",
        "🎬",
        "—",
        "</p",
        "x>y",
        "עברית",
    ),
    *("{curly}", "[1]", '"double"', "back\\slash", "https://example.org/?a=1&b=2", "spoiler", "10/10", "rw123"),
)


def words(dice, most):
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, most)))


def some_facts(dice):
    """Up to eight reviews with anything that an author may write."""
    return [
        Fact(
            number=1_000_000 + place,
            author=words(dice, 2),
            rating=dice.choice([None, *range(1, 11)]),
            title=words(dice, 6),
            text="\n\n".join(words(dice, 30) for _ in range(dice.randint(1, 3))),
            day=date(1998, 7, 1) + timedelta(days=dice.randrange(10_000)),
            spoiler=dice.random() < 0.3,
            helpful=dice.choice([0, 1, 999, 2_647, 1_234_567]),
            not_helpful=dice.choice([0, 1, 337]),
        )
        for place in range(dice.randint(1, 8))
    ]


def rows(page):
    return [review.as_row() for review in read_page(page).reviews]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(25))
def test_whatever_authors_write_is_read_as_they_wrote_it(form, seed):
    some = some_facts(random.Random(seed))

    assert rows(PAGES[form](some)) == [as_read(fact, form) for fact in some]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(25))
def test_a_page_cut_anywhere_gives_only_whole_reviews(form, seed):
    dice = random.Random(seed)
    some = some_facts(dice)
    content = PAGES[form](some).encode()
    whole = [as_read(fact, form) for fact in some]

    try:
        found = rows(text_of_page(content[: dice.randrange(len(content))]))
    except (UnknownPageForm, ChallengePage):
        return

    assert found == whole[: len(found)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(25))
def test_a_page_with_bytes_changed_is_read_or_refused_in_words(form, seed):
    dice = random.Random(seed)
    content = bytearray(PAGES[form](some_facts(dice)).encode())
    for _ in range(dice.randint(1, 40)):
        content[dice.randrange(len(content))] = dice.randrange(256)

    try:
        found = rows(text_of_page(bytes(content)))
    except (UnknownPageForm, ChallengePage):
        return

    json.dumps(found, ensure_ascii=False).encode()  # every row can be written


RECORD_KEYS = [
    ("reviewId",),
    ("author",),
    ("author", "nickName"),
    ("authorRating",),
    ("reviewSummary",),
    ("reviewText",),
    ("submissionDate",),
    ("spoiler",),
    ("helpfulnessVotes",),
    ("helpfulnessVotes", "upVotes"),
]
NODE_KEYS = [
    ("id",),
    ("author",),
    ("author", "username"),
    ("authorRating",),
    ("summary",),
    ("summary", "originalText"),
    ("text",),
    ("text", "originalText"),
    ("text", "originalText", "plaidHtml"),
    ("submissionDate",),
    ("spoiler",),
    ("helpfulness",),
    ("helpfulness", "downVotes"),
]


@pytest.mark.parametrize("odd", ["missing", None, [], {}, "", 7, True])
@pytest.mark.parametrize(
    ("form", "path"), [("plain", path) for path in RECORD_KEYS] + [("query", path) for path in NODE_KEYS]
)
def test_any_key_may_be_missing_or_of_another_kind(form, path, odd):
    fact = Fact(number=5)
    record = pages.plain_record(fact) if form == "plain" else pages.query_node(fact)
    place = record["review"] if form == "plain" else record
    *outer, last = path
    for name in outer:
        place = place[name]
    place.pop(last)
    if odd != "missing":
        place[last] = odd

    (row,) = rows(page_of(form, record))

    told = as_read(fact, form)
    differing = {name for name in told if row[name] != told[name]}
    assert len(differing) <= (2 if path == ("helpfulnessVotes",) or path == ("helpfulness",) else 1)


def page_of(form, record):
    if form == "plain":
        return pages.next_data_page({"contentData": {"reviews": [record]}})
    reviews = {"edges": [{"node": record}], "pageInfo": {}, "total": 1}
    return pages.next_data_page({"contentData": {"data": {"title": {"reviews": reviews}}}})
