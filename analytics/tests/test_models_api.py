"""Trained models, their comparison and satisfaction over REST."""

import json

import pytest

from analytics.models import SatisfactionAnswer
from analytics.tests.factories import SatisfactionAnswerFactory
from analytics.tests.made_comparison import made_comparison

pytestmark = pytest.mark.django_db
SATISFACTION = "/api/v1/models/satisfaction/"
ANSWER = {"meets_needs": 6, "easy_to_use": 7}


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    settings.TEXT_COMPARISON = tmp_path / "comparison.json"
    return settings.TEXT_COMPARISON


def test_models_are_listed_with_measures_and_the_finding(phone, django_assert_num_queries):
    with django_assert_num_queries(1):
        body = phone().get("/api/v1/models/").json()

    assert [model["name"] for model in body["models"]][:3] == ["lstm", "gru", "best"]
    assert body["models"][0]["headline"]["n"] == 12_298
    assert body["finding"].startswith("On 12,298 reviews of films unseen in training, LSTM is right on")


def test_one_model_has_its_whole_card(phone):
    body = phone().get("/api/v1/models/best/").json()

    assert body["state"] == "ok"
    assert {file["name"] for file in body["files"]} >= {"words.txt"}
    assert body["limits"] and body["notice"] and body["fingerprint"]
    assert body["data"]["Source"].startswith("Large Movie Review Dataset")


def test_a_missing_model_is_told_with_its_reason_and_an_unknown_one_is_not_there(phone, settings):
    settings.READING_MODELS = ["lstm", "ghost"]

    ghost, nothing = phone().get("/api/v1/models/ghost/"), phone().get("/api/v1/models/nothing/")

    assert (ghost.status_code, ghost.json()["state"]) == (200, "missing")
    assert "not available" in ghost.json()["reason"]
    assert nothing.status_code == 404


def test_the_comparison_is_the_figures_of_the_page_or_a_reason(phone, files):
    before = phone().get("/api/v1/models/comparison/").json()
    files.write_text(json.dumps(made_comparison()))
    after = phone().get("/api/v1/models/comparison/").json()

    assert (before["state"], before["figures"]) == ("none", None)
    assert before["reason"]
    assert (after["state"], after["reason"]) == ("ok", "")
    made = made_comparison()
    for part in ("curves", "comparisons", "confusion", "reliability", "generalisation", "diversity"):
        assert len(after["figures"][part]) == len(made[part])
    assert after["figures"]["histories"][0]["loss"] == [[0, 0.69], [100, 0.3]]
    assert after["figures"]["curves"][0]["points"][0]["accuracy"] == 0.7


def test_an_answer_is_put_changed_and_deleted(phone, person):
    client = phone(person)

    first = client.put(SATISFACTION, ANSWER, format="json")
    again = client.put(SATISFACTION, ANSWER, format="json")
    changed = client.put(SATISFACTION, {**ANSWER, "easy_to_use": 1}, format="json")
    gone = [client.delete(SATISFACTION).status_code for _ in range(2)]

    assert first.status_code == 200
    assert first.json() == again.json()
    assert changed.json()["my_answer"]["easy_to_use"] == 1
    assert gone == [204, 204]
    assert not SatisfactionAnswer.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{}, {"meets_needs": 6}, {**ANSWER, "easy_to_use": 0}, {**ANSWER, "meets_needs": "six"}, []]
)
def test_a_wrong_answer_is_a_problem_and_changes_nothing(phone, person, wrong):
    SatisfactionAnswerFactory(person=person, meets_needs=3)

    response = phone(person).put(SATISFACTION, wrong, format="json")

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert SatisfactionAnswer.objects.get().meets_needs == 3


def test_nobody_answers_without_signing_in_but_everybody_reads(phone, ten_answers):
    refused = [phone().put(SATISFACTION, ANSWER, format="json"), phone().delete(SATISFACTION)]

    body = phone().get(SATISFACTION).json()

    assert [response.status_code for response in refused] == [401, 401]
    assert (body["state"], body["n"], body["my_answer"]) == ("ok", 10, None)


def test_another_persons_answer_is_never_mine(phone, person, stranger):
    SatisfactionAnswerFactory(person=person)

    assert phone(stranger).get(SATISFACTION).json()["my_answer"] is None
    phone(stranger).delete(SATISFACTION)
    assert SatisfactionAnswer.objects.get().person == person
