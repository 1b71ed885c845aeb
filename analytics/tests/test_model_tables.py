"""A card that brings tables of its own: the page and the API show them as they are."""

import pytest

from analytics.selectors import model_card
from analytics.views.card_parts import parts_of
from emosense import artefacts

TABLE = {
    "name": "Confusions",
    "words": "Rows: what was acted.",
    "caption": "Acted and read emotions",
    "columns": ["Acted", "happy", "sad"],
    "rows": [["happy", "7", "1"], ["sad", "2", "6"]],
}


@pytest.fixture
def publish(tmp_path, settings):
    """publish(tables) makes a published, active model called sounds."""
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"

    def make(tables):
        def write(folder):
            (folder / "weights.bin").write_bytes(b"x")

        card = {"measures": {"clips_never_heard": {"n": 9, "accuracy": 0.7}}, "tables": tables}
        artefacts.publish(store=settings.ARTEFACTS_DIR, name="sounds", version="1", card=card, write=write)
        artefacts.activate(store=settings.ARTEFACTS_DIR, name="sounds", version="1")

    return make


def test_tables_of_a_card_become_parts_of_its_page(publish):
    publish([TABLE, {**TABLE, "name": "Speakers"}])

    parts = parts_of(model_card("sounds"))

    assert [(part["id"], part["name"]) for part in parts] == [("table-1", "Confusions"), ("table-2", "Speakers")]
    assert parts[0]["tables"][0]["rows"] == TABLE["rows"]


@pytest.mark.django_db
def test_the_api_gives_the_same_tables_as_the_page(publish, client):
    publish([TABLE])

    page = client.get("/models/sounds/")
    answer = client.get("/api/v1/models/sounds/")

    assert "Acted and read emotions" in page.content.decode()
    assert answer.json()["tables"] == [TABLE]


@pytest.mark.parametrize("tables", [None, 7, [{"rows": 1}], [{**TABLE, "rows": [[1, 2]]}], {"name": "x"}])
def test_tables_of_another_shape_are_left_out(publish, tables):
    publish(tables)

    assert model_card("sounds")["tables"] == []


OF_TEXTS = (
    "held-out reviews",
    "development films",
    "How often people agreed",
    "One review",
    "Unsure or neutral",
    "In bulk",
)


@pytest.mark.django_db
def test_the_page_of_the_voice_model_speaks_of_clips_and_of_no_texts(client, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"

    page = " ".join(client.get("/models/speech/").content.decode().split())
    told = client.get("/api/v1/models/speech/").json()

    assert [words for words in OF_TEXTS if words in page] == []
    for words in (
        "Measures on held-out clips",
        ">Clips<",
        "Cannot tell",
        "ever heard its speaker",
        "training loss falls",
    ):
        assert words in page
    assert (told["counted"], told["headline"]["n"]) == ("clip", 1200)
    assert "ever heard its speaker" in told["measured"]


@pytest.mark.django_db
def test_a_model_that_reads_something_else_asks_nobody_to_agree(publish, client):
    publish(None)

    page = client.get("/models/sounds/").content.decode()

    assert "Measures on held-out examples" in page
    assert "How often people agreed" not in page
    assert client.get("/models/lstm/").content.decode().count("How often people agreed") == 1
