"""Pages of reviews in every form give the same reviews, and what is no such page is said."""

import codecs
import gzip
import json
from datetime import date

import pytest

from reviews.scraping.forms.next_data import json_of
from reviews.scraping.items import NextPage
from reviews.scraping.pages import ChallengePage, UnknownPageForm, read_page
from reviews.scraping.saved_pages import text_of_page
from reviews.scraping.values import count, iso_date, rating, review_id
from reviews.tests import pages_of_reviews as pages
from reviews.tests.pages_of_reviews import FORMS, PAGES, Fact, as_read, facts

some = facts(25)


def rows(page):
    return [review.as_row() for review in read_page(page).reviews]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_reviews(form):
    assert rows(PAGES[form](some)) == [as_read(fact, form) for fact in some]


@pytest.mark.parametrize("form", ["html", "older"])
def test_a_block_without_a_page_around_it_is_read(form):
    block = pages.article(some[0]) if form == "html" else pages.older_item(some[0])

    assert rows(block) == [as_read(some[0], form)]


def test_a_block_copied_from_within_a_review_is_read():
    old = pages.older_item(some[0])
    inner = old[old.index('<div class="review-container">') : old.rindex("</div>")]
    new = pages.article(some[0]).replace('<div class="ipc-list-card">', '<div data-testid="review-card-parent">')
    card = new[new.index("<div data-testid") : new.rindex("</article>")]

    assert rows(inner) == [as_read(some[0], "older")]
    assert rows(card) == [as_read(some[0], "html")]
    with pytest.raises(UnknownPageForm):  # a movie's own page that shows one review
        read_page(pages.document(card, title="The Quiet Hour (1999)"))


def test_the_answer_of_the_sites_query_is_read():
    answer = json.dumps({"data": {"title": {"reviews": pages.connection(some, cursor="abc", total=1_234)}}})

    parsed = read_page(answer)

    assert [review.as_row() for review in parsed.reviews] == [as_read(fact, "query") for fact in some]
    assert (parsed.next_page, parsed.total) == (NextPage(cursor="abc"), 1_234)


def test_the_answers_of_queries_that_were_sent_together_are_read():
    answer = json.dumps([{"data": {"title": {}}}, {"data": {"title": {"reviews": pages.connection(some)}}}, [], None])

    assert rows(answer) == [as_read(fact, "query") for fact in some]


@pytest.mark.parametrize("form", ["plain", "query", "older"])
def test_the_next_page_is_told_until_there_is_none(form):
    more = {"key": "g4w6"} if form == "older" else {"cursor": "g4w6"}
    told = NextPage(pagination_key="g4w6") if form == "older" else NextPage(cursor="g4w6")

    assert read_page(PAGES[form](some, **more)).next_page == told
    assert read_page(PAGES[form](some)).next_page is None


def test_missing_and_odd_keys_are_what_the_page_does_not_tell():
    odd = [
        {"review": {"reviewId": "123", "reviewSummary": "Only a title", "authorRating": None, "author": None}},
        {"review": {"reviewText": "No id &amp; no title", "helpfulnessVotes": {"upVotes": "2,647"}, "spoiler": "true"}},
        {"review": {"reviewId": "rw5", "reviewText": "T", "author": {"nickName": "", "username": {"text": "Bo"}}}},
        {"reviewSummary": "Beside it", "review": {"reviewId": "rw6", "submissionDate": "soon", "authorRating": "7"}},
    ]

    first, second, third, fourth = rows(pages.next_data_page({"contentData": {"reviews": odd}}))

    assert (first["id"], first["rating"], first["author"], first["text"]) == ("rw123", None, None, None)
    assert (second["id"], second["text"], second["helpful"]) == (None, "No id & no title", 2647)
    assert (second["not_helpful"], second["spoiler"]) == (None, True)
    assert third["author"] == "Bo"
    assert (fourth["title"], fourth["date"], fourth["rating"]) == ("Beside it", None, 7)


def test_a_record_that_tells_nothing_is_said_and_the_others_are_read():
    records = [pages.plain_record(some[0]), {"review": {"reviewId": "rw2"}}, None, "x", pages.plain_record(some[1])]

    parsed = read_page(pages.next_data_page({"contentData": {"reviews": records}}))

    assert [review.id for review in parsed.reviews] == [some[0].id, some[1].id]
    assert len(parsed.problems) == 3


@pytest.mark.parametrize("form", FORMS)
def test_a_review_that_comes_twice_is_one(form):
    assert len(rows(PAGES[form]([some[0], some[1], some[0]]))) == 2


def test_what_the_html_shows_beyond_the_data_is_added():
    body = "".join(map(pages.article, some))
    saved = pages.next_data_page({"contentData": {"reviews": [pages.plain_record(one) for one in some[:5]]}}, body=body)

    found = rows(saved)

    assert [row["id"] for row in found] == [fact.id for fact in some]
    assert [row["form"] for row in found] == ["next_data"] * 5 + ["html"] * 20


# --- half pages --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_of_a_page_cut_off_what_is_whole_is_read_and_the_rest_is_said(form):
    page = PAGES[form](some)
    cut = page[: page.index(some[12].id) + 150]

    parsed = read_page(cut)

    assert [review.as_row() for review in parsed.reviews] == [as_read(fact, form) for fact in some[:12]]
    assert parsed.problems
    assert not parsed.is_whole
    assert parsed.next_page is None


def test_a_page_cut_before_its_first_review_is_no_success_and_no_unknown_form():
    page = pages.plain_page(some)

    parsed = read_page(page[: page.index(some[0].id)])

    assert (parsed.reviews, parsed.is_whole, len(parsed.problems)) == ([], False, 1)


def test_a_page_cut_inside_a_character_is_read():
    content = pages.html_page([some[0], pages.changed(some[1], title="Très bien é")]).encode()
    cut = content[: content.index("é".encode()) + 1]

    assert rows(text_of_page(cut)) == [as_read(some[0], "html")]


# --- what is no page of reviews ----------------------------------------------------------------------------------
def test_an_unknown_form_says_the_pages_title():
    with pytest.raises(UnknownPageForm, match="Café &"):
        read_page(pages.document("<p>Nothing here</p>", title="Café & more"))


def test_a_page_of_another_kind_with_data_is_an_unknown_form():
    with pytest.raises(UnknownPageForm) as unknown:
        read_page(pages.next_data_page({"mainColumnData": {"id": "tt0000001"}}, title="The Quiet Hour (1999)"))

    assert unknown.value.title == "The Quiet Hour (1999)"


def test_a_layout_that_has_changed_is_never_an_empty_success():
    for page in (
        pages.html_page([], title="User reviews", total=25),
        pages.query_page([], total=25),
        pages.document('<div class="lister-list"><div class="new-name">A review</div></div>', title="User Reviews"),
        pages.next_data_page({"contentData": {"reviews": [{"review": {"body": "renamed"}}]}}, title="User reviews"),
        "",
        "no markup at all",
    ):
        with pytest.raises(UnknownPageForm):
            read_page(page)


@pytest.mark.parametrize(
    "page", [pages.plain_page([]), pages.query_page([], total=0), pages.html_page([]), pages.older_piece([])]
)
def test_a_page_of_reviews_that_has_none_gives_none(page):
    parsed = read_page(page)

    assert (parsed.reviews, parsed.problems, parsed.next_page) == ([], [], None)


def test_a_challenge_is_told_from_a_page_that_loads_the_same_script():
    with pytest.raises(ChallengePage):
        read_page(pages.CHALLENGE)

    script = '<script src="https://x.token.awswaf.com/challenge.js"></script>'
    assert len(rows(pages.plain_page(some, script=script))) == 25
    with pytest.raises(UnknownPageForm):
        read_page(pages.next_data_page({"script": script}))


def test_a_page_that_asks_to_sign_in_is_known_as_that():
    with pytest.raises(UnknownPageForm) as unknown:
        read_page(pages.SIGN_IN)

    assert unknown.value.is_sign_in


# --- saved pages -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "pack",
    [
        lambda page: page.encode(),
        lambda page: codecs.BOM_UTF8 + page.encode(),
        lambda page: page.encode("utf-16"),
        lambda page: page.encode("utf-16-le"),
        lambda page: gzip.compress(page.encode()),
        lambda page: page.replace('charset="utf-8"', 'charset="windows-1252"').encode("cp1252", "xmlcharrefreplace"),
        lambda page: ("<!-- saved from url=(0042)https://example.org/title/tt0000001/reviews -->\n" + page).encode(),
        lambda page: page.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16 without mark", "gzip", "cp1252", "saved from", "windows lines"],
)
@pytest.mark.parametrize("form", ["html", "older"])
def test_a_saved_page_is_read_in_whatever_it_is_packed(pack, form):
    fact = Fact(number=1, author="José “Zé” Núñez", title="Déjà vu…")

    assert rows(text_of_page(pack(PAGES[form]([fact])))) == [as_read(fact, form)]


def test_one_wrong_byte_does_not_spoil_the_others():
    some = [Fact(number=n, author="José Núñez", title="Déjà vu…") for n in range(5)]
    content = pages.html_page(some).encode().replace("José".encode(), b"Jos\xe9", 1)

    found = rows(text_of_page(content))

    assert [row["author"] for row in found] == ["Jos\ufffd Núñez"] + ["José Núñez"] * 4


def test_attributes_in_another_order_and_quoting_are_the_same_page():
    page = pages.plain_page(some).replace(
        '<script id="__NEXT_DATA__" type="application/json">',
        "<SCRIPT type='application/json' nonce='x' id=__NEXT_DATA__>",
    )

    assert json_of(page) is not None
    assert len(rows(page)) == 25


def test_markup_in_a_text_is_plain_text_in_the_end():
    record = pages.plain_record(some[0])
    record["review"]["reviewText"] = (
        'A <a href="/title/tt1/">link</a>,<br/><br />two&nbsp;lines &amp;lt; <i>more</i>'
        '<hr/><h3></h3><img src="x">\u0000'
    )

    (row,) = rows(pages.next_data_page({"contentData": {"reviews": [record]}}))

    assert row["text"] == "A link,\n\ntwo lines &lt; more"


def test_a_page_that_nests_very_deep_is_read():
    page = pages.document("<div>" * 1_000 + pages.older_item(some[0]) + "</div>" * 1_000)

    assert [row["id"] for row in rows(page)] == [some[0].id]


# --- values ------------------------------------------------------------------------------------------------------
def test_values_as_sites_write_them():
    assert [count(value) for value in ("2,647", "2.647", "2 647", "2.6K", "1M", 7, "", None, "none", True, -1)] == [
        *(2647, 2647, 2647, 2600, 1_000_000, 7, None, None, None, None, None)
    ]
    dates = ("Jul 25, 2025", "25 July 2025", "25 Jul 2025", "2025-07-25", "2025-07-25T23:30:00-07:00", "July 2025", "")
    assert [iso_date(value) for value in dates] == ["2025-07-25"] * 5 + [None] * 2
    assert [rating(value) for value in (7, "7", "7/10", 7.5, 0, 11, None, "", "x", True)] == [
        *(7, 7, 7, 7.5, None, None, None, None, None, None)
    ]
    assert [review_id(value) for value in ("rw12", "12", 12, "/review/rw12/?ref_=x", "RW12", "", None)] == [
        *("rw12", "rw12", "rw12", "rw12", "rw12", None, None)
    ]


def test_few_votes_and_none():
    one = Fact(number=1, helpful=1, not_helpful=0, day=date(2022, 5, 23))

    (row,) = rows(pages.older_item(one))
    (without,) = rows(pages.older_item(one).replace("found this helpful", ""))

    assert (row["helpful"], row["not_helpful"], row["date"]) == (1, 0, "2022-05-23")
    assert (without["helpful"], without["not_helpful"]) == (None, None)
