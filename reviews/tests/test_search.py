"""The search: what is found, in which order, what a slip of the keys becomes, and what nobody should type."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from reviews import services
from reviews.models import Movie, SearchDocument, SearchWord
from reviews.selectors import MovieFilters, folded, movies_page, search, understood
from reviews.selectors.makers import named_people, named_studios
from reviews.selectors.search_terms import read_terms
from reviews.selectors.search_words import respellings
from reviews.selectors.spelling import deletion_keys, edit_distance, edits_forgiven
from reviews.selectors.suggestions import suggestions
from reviews.services import CreditFact, MovieFacts

NOW = datetime(2026, 11, 21, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def stored(title, *, votes=None, cast=(), crew=(), **facts):
    people = {"cast": tuple(map(CreditFact, cast)), "crew": tuple(CreditFact(name, job="Director") for name in crew)}
    return services.upsert_movie(facts=MovieFacts(title=title, year=1990, votes=votes, **people, **facts), at=NOW)


def titles(q, **filters):
    return [movie.title for movie in movies_page(filters=MovieFilters(q=q, **filters))]


@pytest.fixture
def shelf():
    stored("The Godfather", votes=9_000, cast=["Marlon Brando"], crew=["Francis Ford Coppola"])
    stored("Jaws", votes=5_000, crew=["Steven Spielberg"], keywords=("shark",), genres=("Horror",))
    stored("Star Wars", votes=8_000, cast=["Mark Hamill"], synopsis="A farm boy hunts for a princess.")
    stored("Le Fabuleux Destin: Amélie Poulain", votes=3_000, cast=["Audrey Tautou"], studios=("Victoires",))


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("godfahter", "The Godfather"),  # swapped
        ("godfater", "The Godfather"),  # left out
        ("the goodfather", "The Godfather"),  # doubled
        ("jwas", "Jaws"),
        ("xaws", "Jaws"),  # the first letter
        ("speilberg", "Jaws"),
        ("star wras", "Star Wars"),
        ("marlon brndo", "The Godfather"),
        ("amelei", "Le Fabuleux Destin: Amélie Poulain"),
    ],
)
def test_a_slip_of_the_keys_is_put_right_and_said(shelf, q, title):
    assert titles(q) == [title]
    assert understood(q=q).instead


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("GODFATHER", "The Godfather"),
        ("godf", "The Godfather"),  # unfinished
        ("coppola godfather", "The Godfather"),
        ("starwars", "Star Wars"),
        ("star-wars", "Star Wars"),
        ("hunting princesses", "Star Wars"),  # other forms of the synopsis's words
        ("amelie", "Le Fabuleux Destin: Amélie Poulain"),
        ("AMÉLIE", "Le Fabuleux Destin: Amélie Poulain"),
        ("sharks", "Jaws"),
        ("victoires", "Le Fabuleux Destin: Amélie Poulain"),
        ('"star wars"', "Star Wars"),
        ("horror -shark OR jaws", None),
    ],
)
def test_what_is_typed_right_is_found_as_typed(shelf, q, title):
    assert titles(q) == ([title] if title else [])
    assert understood(q=q).instead == ""


def test_words_in_quotes_are_never_changed(shelf):
    assert titles('"godfater"') == []


def test_a_word_is_left_out_and_of_two_either_is_taken(shelf):
    assert titles("jaws OR godfather", sort="title") == ["Jaws", "The Godfather"]
    assert "Jaws" not in titles("-shark")
    assert len(titles("-shark")) == 3


def test_the_title_goes_before_its_beginning_a_word_of_it_people_keywords_and_the_synopsis():
    stored("Far from the Road", votes=90)
    stored("Road", votes=1)
    stored("Road Trip", votes=2)
    stored("A", votes=70, cast=["Mike Road"])
    stored("B", votes=80, keywords=("road",))
    stored("C", votes=99, synopsis="On the road.")
    stored("D", votes=100)

    assert titles("road") == ["Road", "Road Trip", "Far from the Road", "A", "B", "C"]


def test_among_equals_the_most_voted_goes_first():
    for votes in (5, 500, 50):
        stored(f"Night {votes}", votes=votes)

    assert titles("night") == ["Night 500", "Night 50", "Night 5"]


@pytest.mark.parametrize(
    "q",
    ["a", "é", "1", "%", "'", "\\", "' OR 1=1 --", "& | !", "a:*", "(", "<->", "🎬", "🎬 jaws", "-", "--", '"', '""',
     "OR", "x OR", "jaws & ", ":A", "*", "word " * 200, "x" * 1_000,
     "\N{HANGUL SYLLABLE GI}", "شمس", "a\u0301" * 40, "\t\n"],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error(shelf, client, q):
    titles(q)
    suggestions(q=q, limit=5)
    named_people(q=q).makers.count()

    assert client.get("/movies/", {"q": q}).status_code == 200
    assert client.get("/people/", {"q": q}).status_code == 200
    assert client.get("/studios/", {"q": q}).status_code == 200
    assert client.get("/api/v1/search/", {"q": q}).status_code in {200, 400}


def test_what_holds_no_word_filters_nothing_and_suggests_nothing(shelf):
    assert len(titles("🎬")) == 4
    assert not suggestions(q="🎬", limit=5)


def test_a_search_follows_every_change_of_a_movie(shelf):
    movie = Movie.objects.get(title="Jaws")
    movie.title = "Teeth"
    movie.save()
    services.movie_changed(movie=movie, before=services.makers.makers_of(movies=[movie]), facts=["title"], at=NOW)

    assert titles("teeth") == ["Teeth"]
    assert titles('"jaws"') == []


def test_movies_that_came_another_way_are_found_after_the_command(shelf, capsys):
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()

    call_command("index_search", "--missing")
    found = titles("godfahter")
    SearchWord.objects.create(kind="movie", word="gone", deletions=deletion_keys("gone"))
    call_command("index_search")

    assert found == ["The Godfather"]
    assert not SearchWord.objects.filter(word="gone").exists()


def test_people_and_studios_are_found_by_beginnings_and_in_spite_of_slips(shelf):
    assert [person.name for person in named_people(q="fran copp").makers] == ["Francis Ford Coppola"]
    assert named_people(q="copolla").instead == "coppola"
    assert [studio.name for studio in named_studios(q="victiores").makers] == ["Victoires"]


def test_suggestions_hold_movies_people_and_studios(shelf, client):
    answer = client.get("/api/v1/search/", {"q": "st", "limit": 2}).json()

    assert [movie["title"] for movie in answer["movies"]] == ["Star Wars", "Jaws"]
    assert [person["name"] for person in answer["people"]] == ["Steven Spielberg"]
    assert answer["studios"] == []
    assert answer["instead"] == ""


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 1_000}, {"q": "x", "limit": 0}, {"q": "x", "limit": "a"}])
def test_a_senseless_call_is_told_what_is_wrong(client, query):
    answer = client.get("/api/v1/search/", query)

    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_pages_of_a_search_show_each_movie_once(client):
    for number in range(30):
        stored(f"Night {number}", votes=number % 3 or None, synopsis="night")
    url, seen = "/api/v1/movies/?q=nihgt&page_size=7", []

    while url:
        page = client.get(url).json()
        seen += [movie["title"] for movie in page["results"]]
        url = page["next"]

    assert page["instead"] == "night"
    assert len(seen) == len(set(seen)) == 30
    assert seen == titles("night")


def test_the_page_says_what_was_searched_instead_and_offers_the_best_match_first(shelf, client):
    response = client.get("/movies/", {"q": "godfahter"})

    assert "Nothing here has “godfahter”" in response.content.decode()
    assert response.context["form"].fields["sort"].choices[0] == ("match", "Best match")
    assert ("match", "Best match") not in client.get("/movies/").context["form"].fields["sort"].choices


def test_suggestions_ask_few_queries(shelf, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        client.get("/api/v1/search/", {"q": "star"})
    with django_assert_max_num_queries(12):
        client.get("/api/v1/search/", {"q": "godfahter"})


# --- pieces ---


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("jaws", "jaws", 0),
        ("jwas", "jaws", 1),
        ("jaw", "jaws", 1),
        ("abc", "cab", 2),
        ("", "ab", 2),
        ("abcd", "wxyz", 3),
    ],
)
def test_edits_are_counted(one, other, edits):
    assert edit_distance(one, other, limit=2) == edits
    assert edit_distance(other, one, limit=2) == edits


def test_words_within_the_forgiven_edits_share_a_key():
    word = "schwarzenegger"
    slips = {word[:at] + word[at + 1 :] for at in range(len(word))}
    slips |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    slips |= {slip[:at] + "x" + slip[at:] for slip in list(slips) for at in range(len(slip))}

    near = {slip for slip in slips if edit_distance(slip, word, limit=2) <= edits_forgiven(slip)}

    assert len(near) > 300
    assert all(set(deletion_keys(slip)) & set(deletion_keys(word)) for slip in near)


def test_terms_are_read_as_they_are_meant():
    terms = read_terms('The "dark knight" -joker Spider-Man OR bat')

    assert [(term.words, term.is_quoted, term.is_left_out) for term in terms.terms] == [
        (("the",), False, False),
        (("dark", "knight"), True, False),
        (("joker",), False, True),
        (("spider",), False, False),
        (("man",), False, False),
        (("bat",), False, False),
    ]
    assert terms.terms[-1].is_unfinished
    assert folded("Spider-Man") == "spider man"


@pytest.fixture
def wide(monkeypatch):
    """Searches are wide from four movies on, and rank three of each kind."""
    monkeypatch.setattr(search, "MANY", 4)
    monkeypatch.setattr(search, "BEST", 3)


def stored_roads():
    stored("Road", votes=1)
    stored("Far from the Road", votes=90)
    for n in range(8):
        stored(f"Film {n}", votes=200 + n, cast=["Mike Road"])
        stored(f"Story {n}", votes=300 + n, synopsis="On the road.")


def test_a_wide_search_begins_as_if_all_had_been_ranked(wide, monkeypatch):
    stored_roads()
    wide_page, wide_suggestions = titles("road"), suggestions(q="road", limit=2).movies

    monkeypatch.setattr(search, "MANY", 1_000)

    assert understood(q="road").is_wide is False
    assert wide_page[:2] == titles("road")[:2] == ["Road", "Far from the Road"]
    assert [movie.title for movie in wide_suggestions] == wide_page[:2]
    assert wide_page[2:] == ["Story 7", "Story 6", "Story 5"]
    assert len(titles("road")) == 18


def test_a_wide_search_with_a_filter_or_another_order_looks_at_all(wide):
    stored_roads()
    stored("Late Road", votes=2, genres=("Western",))

    assert titles("road", genre="western") == ["Late Road"]
    assert len(titles("road", sort="title")) == 19


def test_a_wide_search_says_so_on_the_page_and_in_the_api(wide, client):
    stored_roads()

    page = client.get("/movies/", {"q": "road"}).content.decode()

    assert "Very many movies have this: the best 5 are shown." in page
    assert client.get("/api/v1/movies/", {"q": "road"}).json()["best_of_many"] is True
    assert client.get("/api/v1/movies/", {"q": "far road"}).json()["best_of_many"] is False
    assert "Very many" not in client.get("/movies/", {"q": "far road"}).content.decode()


def test_where_all_words_are_known_one_of_them_may_be_a_slip_of_one_letter():
    stored("The Were Wolf", votes=10)
    stored("Where the Heart Is", votes=20)

    assert titles("where wolf") == ["The Were Wolf"]


def test_a_name_is_put_right_as_the_movies_were(shelf):
    found = suggestions(q="speilberg", limit=5)

    assert (found.instead, [person.name for person in found.people]) == ("spielberg", ["Steven Spielberg"])


def test_of_many_unknown_words_none_is_put_right(shelf, django_assert_num_queries):
    words = [f"godfath{letter}r" for letter in "abcdghij"]

    with django_assert_num_queries(1):
        assert respellings(words, kind="movie") == []

    assert respellings(words[:4], kind="movie")
