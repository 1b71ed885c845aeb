"""Frame, components, error pages: what every page stands on."""

import re

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.template.loader import get_template
from django.test import AsyncClient, Client

from emosense.posters import PALETTES, poster_of
from emosense.templatetags import figures
from emosense.templatetags.drawings import segments_of


@pytest.mark.django_db
def test_the_components_page_shows_every_state(client):
    response = client.get("/components/")

    words = response.content.decode()
    for state in ("none", "too_few", "waiting", "not_available", "ok"):
        assert f"es-score--{state}" in words
    for state in ("none", "few", "failed", "withheld"):
        assert f"es-state--{state}" in words


@pytest.mark.django_db
def test_the_components_page_is_for_staff_where_mails_are_sent(client, settings, moderator, person):
    settings.DEV_MAILBOX = False

    codes = []
    for somebody in (person, moderator):
        client.force_login(somebody)
        codes.append(client.get("/components/").status_code)

    assert codes == [404, 200]


def test_the_icon_is_found_where_browsers_look_by_themselves(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert finders.find(response.url.removeprefix(settings.STATIC_URL)) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/recommendations/", "/models/"])
def test_every_header_leads_to_the_search_also_where_a_phone_has_no_room_for_its_field(client, page):
    header = client.get(page).content.decode().partition("</header>")[0]

    link = re.search(r'class="es-header__find" href="(/movies/)#(\w+)"', header)
    assert f'id="{link[2]}"' in client.get(link[1]).content.decode()


@pytest.mark.django_db
def test_the_footer_leads_to_the_components_who_may_open_them(client, settings, moderator):
    on_a_laptop = client.get("/movies/").content.decode()
    settings.DEV_MAILBOX = False
    for_a_visitor = client.get("/movies/").content.decode()
    client.force_login(moderator)
    for_staff = client.get("/movies/").content.decode()

    assert ["/components/" in page for page in (on_a_laptop, for_a_visitor, for_staff)] == [True, False, True]


@pytest.mark.django_db
def test_no_page_carries_inline_script_or_style(client, person):
    client.force_login(person)

    for path in ("/", "/components/", "/movies/", "/lists/", "/reviews/mine/"):
        words = client.get(path).content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", words), path
        scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", words)
        assert all('type="application/json"' in script for script in scripts), path


@pytest.mark.django_db
def test_the_policy_allows_our_own_files_only(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/movies/", "/api/v1/movies/"])
@pytest.mark.parametrize("is_async", [False, True])
def test_a_database_that_is_away_is_503_on_pages_and_api(monkeypatch, path, is_async):
    def away(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(CursorWrapper, "execute", away)
    browser = (AsyncClient if is_async else Client)(raise_request_exception=False)

    response = (async_to_sync(browser.get) if is_async else browser.get)(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "The database" in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


@pytest.mark.django_db
def test_what_is_not_here_says_what_to_do_with_a_reference(client):
    response = client.get("/movies/no-such-movie/")

    words = response.content.decode()
    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in words
    assert "See all movies" in words


def test_the_page_of_a_failure_needs_no_database(client, monkeypatch):
    """No django_db mark: any query fails this test."""
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("reviews.views.home.selectors.home_sample", None)

    response = client.get("/")

    words = response.content.decode()
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in words
    assert "The fault is ours" in words


@pytest.mark.django_db
def test_a_form_without_its_token_says_that_nothing_is_lost():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})

    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "403_csrf"])
def test_every_error_page_says_what_happened_what_was_kept_and_what_next(rf, code):
    words = get_template(f"{code}.html").render({"request_id": "abc123", "version": "1"})

    assert "<h1>" in words
    assert "abc123" in words
    assert words.count("es-actions") == 1


def test_libraries_come_from_npm_with_what_they_point_at():
    for package, files in settings.NPM_FILE_PATTERNS.items():
        for name in files:
            assert finders.find(f"npm/{package}/{name}"), f"{package}/{name}"


def test_a_poster_is_always_the_same_and_readable():
    first, second = (poster_of("Night Train to Somewhere Else", "night-train") for _ in range(2))

    assert first == second
    assert len(first["lines"]) <= 5
    assert min(contrast(ground, letters) for ground, _, _, letters in PALETTES) >= 7


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_title_of_any_length_fits_its_poster():
    assert poster_of("W" * 300, "w")["lines"]
    assert poster_of("?", "?")["lines"] == [("?", 256)]


def test_figures_are_put_into_words():
    assert figures.percent(0.734) == "73\u202f%"
    assert figures.percent(None) == "–"
    assert figures.percent_fine(0.7342) == "73.4\u202f%"
    assert figures.counted(1, "review") == "1 review"
    assert figures.counted(1412, "review") == "1,412 reviews"
    assert figures.counted(2, "person,people") == "2 people"
    assert figures.minutes(148) == "2 h 28 min"
    assert figures.duration(75) == "75 s"
    assert figures.duration(300) == "5 min"
    assert figures.money(63_000_000) == "$63\u202fM"
    assert figures.money(878_000) == "$878\u202fk"
    assert figures.money(12) == "$12"


def test_the_split_fills_the_bar_and_nothing_divides_by_zero():
    score = {"positive": 3, "neutral": 1, "unsure": 0, "negative": 4, "n": 8}

    widths = [float(segment["width"].rstrip("%")) for segment in segments_of(score)]

    assert sum(widths) == pytest.approx(100)
    assert segments_of(dict.fromkeys(score, 0))[0]["width"] == "0.000%"
