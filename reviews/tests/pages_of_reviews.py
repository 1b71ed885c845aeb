"""Pages of reviews in every form that the site's pages had, made from the same facts; all words were made up here."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

FORMS = ("plain", "query", "html", "older")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One review as its author wrote it."""

    number: int
    author: str = "Ada Byron"
    rating: int | None = 8
    title: str = "A night well spent"
    text: str = "The light is patient.\n\nAnd so is the story."
    day: date = date(2025, 7, 25)
    spoiler: bool = False
    helpful: int = 2647
    not_helpful: int = 337

    @property
    def id(self):
        return f"rw{self.number}"


def facts(count, *, first=9_000_001):
    """Different reviews: every seventh unrated, every fifth a spoiler, entities and breaks in some."""
    return [_fact(first + place, place) for place in range(count)]


def _fact(number, place):
    titles = ("Slow & steady", "“Quiet”, they said", "It's <all> there", "Never again", "Café society")
    return Fact(
        number=number,
        author=("Ada Byron", "José O'Neill", "x<y & z", "filmgoer-77")[place % 4],
        rating=None if place % 7 == 6 else place % 10 + 1,
        title=f"{titles[place % 5]} ({number})",
        text=f"Review {number} begins here & goes on.\n\nIt has <3 parts, isn't long — and ends.",
        day=date(2025, 7, 25) - timedelta(days=place),
        spoiler=place % 5 == 4,
        helpful=place * 37,
        not_helpful=place * 3,
    )


def markup(text):
    """As the site keeps it: entities, breaks."""
    return html.escape(text).replace("'", "&#39;").replace("\n", "<br/>")


# --- records -----------------------------------------------------------------------------------------------------
def plain_record(fact):
    rated = {} if fact.rating is None else {"authorRating": fact.rating}
    return {
        "review": {
            "reviewId": fact.id,
            "author": {"nickName": html.escape(fact.author), "userId": "ur1"},
            **rated,
            "reviewSummary": html.escape(fact.title),
            "reviewText": markup(fact.text),
            "submissionDate": fact.day.isoformat(),
            "spoiler": fact.spoiler,
            "helpfulnessVotes": {"upVotes": fact.helpful, "downVotes": fact.not_helpful},
        }
    }


def query_node(fact):
    return {
        "id": fact.id,
        "author": {"nickName": None, "username": {"text": html.escape(fact.author)}},
        "authorRating": fact.rating,
        "summary": {"originalText": html.escape(fact.title)},
        "text": {"originalText": {"plaidHtml": markup(fact.text)}},
        "submissionDate": fact.day.isoformat(),
        "spoiler": fact.spoiler,
        "helpfulness": {"upVotes": fact.helpful, "downVotes": fact.not_helpful},
    }


def connection(some, *, cursor="", total=None):
    return {
        "edges": [{"node": query_node(fact)} for fact in some],
        "pageInfo": {"endCursor": cursor or None, "hasNextPage": bool(cursor)},
        "total": total,
    }


# --- pages -------------------------------------------------------------------------------------------------------
def plain_page(some, *, cursor="", **extra):
    reviews = [plain_record(fact) for fact in some]
    content = {"reviews": reviews, "pageInfo": {"endCursor": cursor, "hasNextPage": bool(cursor)}}
    return next_data_page({"contentData": content, **extra})


def query_page(some, *, cursor="", total=None):
    return next_data_page(
        {"contentData": {"data": {"title": {"reviews": connection(some, cursor=cursor, total=total)}}}}
    )


def next_data_page(props, *, body="", title="The Quiet Hour - User reviews"):
    data = json.dumps({"props": {"pageProps": props}, "page": "/title/[tconst]/reviews"}).replace("<", "\\u003c")
    script = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    return document(f"<main>{body}</main>{script}", title=title)


def html_page(some, *, title="The Quiet Hour - User reviews", total=None):
    counted = f'<div data-testid="tturv-total-reviews">{len(some) if total is None else total:,} reviews</div>'
    return document(f"<main>{counted}<section>{''.join(map(article, some))}</section></main>", title=title)


def older_page(some, *, key="", title="The Quiet Hour (1999) - User Reviews"):
    return document(f'<div id="main">{older_piece(some, key=key)}</div>', title=title)


def older_piece(some, *, key=""):
    """As "load more" fetches it: no html around it."""
    more = (
        f'<div class="load-more-data" data-key="{key}" data-ajaxurl="/title/tt0000001/reviews/_ajax"></div>'
        if key
        else ""
    )
    return f'<div class="lister-list">{"".join(map(older_item, some))}</div>{more}'


def document(body, *, title="The Quiet Hour"):
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>.sc-1a2b3c{{color:red}}</style>'
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body class="sc-9f8e7d">{body}</body></html>'


def article(fact):
    rating = (
        ""
        if fact.rating is None
        else f'<span class="ipc-rating-star ipc-rating-star--base"><span class="ipc-rating-star--rating">{fact.rating}'
        '</span><span class="ipc-rating-star--maxRating">/<!-- -->10</span></span>'
    )
    words = html.escape(fact.text).replace("\n", "<br>")
    shown = (
        '<button class="ipc-btn"><span class="ipc-btn__text">Spoiler</span></button>'
        if fact.spoiler
        else f'<div class="ipc-html-content"><div class="ipc-html-content-inner-div">{words}</div></div>'
    )
    return f"""
    <article class="sc-7d2e5b85-1 hBTKUW user-review-item"><div class="ipc-list-card">{rating}
      <div data-testid="review-summary"><a class="ipc-title-link-wrapper" href="/review/{fact.id}/?ref_=tturv_1">
        <h3 class="ipc-title__text">{html.escape(fact.title)}</h3></a></div>
      <div data-testid="review-overflow">{shown}</div>
      <span class="ipc-voting__label__count ipc-voting__label__count--up">{fact.helpful:,}</span>
      <span class="ipc-voting__label__count ipc-voting__label__count--down">{fact.not_helpful:,}</span>
      <ul><li><a data-testid="author-link" href="/user/ur1/">{html.escape(fact.author)}</a></li>
      <li class="ipc-inline-list__item review-date">{fact.day:%b} {fact.day.day}, {fact.day.year}</li></ul>
    </div></article>"""


def older_item(fact):
    rating = (
        ""
        if fact.rating is None
        else f'<span class="rating-other-user-rating"><svg class="ipl-icon"></svg><span>{fact.rating}</span>'
        '<span class="point-scale">/10</span></span>'
    )
    warning = '<span class="spoiler-warning">Warning: Spoilers</span>' if fact.spoiler else ""
    words = html.escape(fact.text).replace("\n", "<br/>")
    return f"""
    <div class="lister-item mode-detail imdb-user-review collapsable" data-review-id="{fact.id}">
      <div class="review-container">
      <div class="lister-item-content"><div class="ipl-ratings-bar">{rating}</div>
        <a href="/review/{fact.id}/?ref_=tt_urv" class="title"> {html.escape(fact.title)}
</a><div class="display-name-date">
        <span class="display-name-link"><a href="/user/ur1/">{html.escape(fact.author)}</a></span>
        <span class="review-date">{fact.day.day} {fact.day:%B} {fact.day.year}</span></div>{warning}
        <div class="content"><div class="text show-more__control">{words}</div>
          <div class="actions text-muted">
            {fact.helpful:,} out of {fact.helpful + fact.not_helpful:,} found this helpful.
            <span>Was this review helpful? <a href="/registration/signin">Sign in</a> to vote.</span></div></div>
      </div></div></div>"""


CHALLENGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title></title>
<script>window.awsWafCookieDomainList = []; window.gokuProps = {"key":"a","iv":"b","context":"c"};</script>
<script src="/challenge.js"></script></head><body><div id="challenge-container"></div>
<script>AwsWafIntegration.checkForceRefresh().then(function(){})</script><noscript><h1>JavaScript is disabled</h1>
In order to continue, we need to verify that you're not a robot.</noscript></body></html>"""
SIGN_IN = document('<form name="signIn" action="/ap/signin"><input name="email"></form>', title="Sign-In")
PAGES: dict[str, Callable[..., str]] = {
    "plain": plain_page,
    "query": query_page,
    "html": html_page,
    "older": older_page,
}


def as_read(fact, form):
    """The row that a page of this form is to give."""
    hidden = form == "html" and fact.spoiler
    return {
        "id": fact.id,
        "author": fact.author,
        "rating": fact.rating,
        "title": fact.title,
        "text": None if hidden else fact.text,
        "date": fact.day.isoformat(),
        "spoiler": fact.spoiler,
        "helpful": fact.helpful,
        "not_helpful": fact.not_helpful,
        "form": {"plain": "next_data", "query": "next_data"}.get(form, form),
    }


def changed(fact, **fields):
    return replace(fact, **fields)
