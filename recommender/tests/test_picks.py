"""The first picks, and more of them later: what is asked for, counted and kept."""

import pytest

from recommender.tests.conftest import HOME, pick


def test_four_picks_are_too_few_and_kept(client, known, five):
    response = pick(client, five[:4])

    assert response.status_code == 422
    page = response.content.decode()
    assert "Pick 1 more" in page
    assert page.count(" checked") == 4


def test_the_picks_say_how_many_are_wanted_and_later_that_one_will_do(client, known, five):
    wanted = client.get(HOME).content.decode()
    pick(client, five)
    more = client.get(HOME + "picks/").content.decode()

    assert "</span> of 5 picked" in wanted
    assert "Pick more movies you like" in more
    assert "One or several" in more
    assert "of 5" not in more
    other = next(movie for movie in known.values() if movie not in five)
    assert pick(client, [other]).status_code == 302


def test_who_liked_one_movie_is_asked_for_four_more(client, known, five):
    client.post(f"{HOME}movies/{five[0].slug}/feedback/", {"kind": "liked"})

    page = client.get(HOME + "picks/").content.decode()

    assert "4 more movies" in page
    assert "</span> of 4 picked" in page
    assert pick(client, five[1:4]).status_code == 422
    assert pick(client, five[1:]).status_code == 302


def test_a_search_keeps_what_was_picked_without_javascript(client, known, five):
    page = client.get(HOME + "picks/", {"movie": [five[0].pk, five[1].pk], "q": five[2].title}).content.decode()

    assert page.count(" checked") == 2
    assert f'value="{five[0].pk}"' in page


@pytest.mark.parametrize("movie", [["0"], ["x"], ["-1"], ["9" * 30], ["1\0"], ["٣"]])
def test_picks_that_are_no_movies_are_left_out(client, known, movie):
    assert client.post(HOME + "picks/", {"movie": movie}).status_code in {400, 422}


def test_a_search_for_picks_leaves_no_token_in_the_address(client, known):
    page = client.get(HOME).content.decode()

    form = page[page.index('<form class="es-picks"') :]
    assert 'method="get"' in form[: form.index(">")]
    assert 'type="hidden"' not in form[: form.index("</form>")]
    assert 'name="csrfmiddlewaretoken"' in form[form.index('formmethod="post"') :]
