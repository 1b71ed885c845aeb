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
