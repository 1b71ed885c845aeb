"""What ./dev check stands on."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from emosense import checking, on_demand
from emosense.import_contracts import allowed


@pytest.mark.parametrize(
    ("importer", "imported", "expected"),
    [
        ("reviews.views", "accounts.selectors.people", True),
        ("reviews.views", "accounts.models", True),
        ("reviews.views", "accounts.views", False),
        ("reviews.tests.test_lists", "accounts.tests.factories", True),
        ("accounts.views", "accounts.forms", True),
        ("reviews.tasks.reading", "reviews.ml.predict", True),
        ("reviews.management.commands.train_text", "reviews.ml.train", True),
        ("reviews.services", "reviews.ml.predict", False),
        ("speech.tasks", "reviews.ml.predict", False),
    ],
)
def test_an_app_is_entered_by_its_doors_only(importer, imported, expected):
    assert bool(allowed(importer, imported)) is expected


def test_a_template_that_does_not_compile_is_named(settings, tmp_path):
    (tmp_path / "broken.html").write_text("{% if x %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    with pytest.raises(CommandError, match=r"broken\.html"):
        call_command("compile_templates")


@pytest.mark.slow
def test_a_schema_that_drifted_says_how_to_write_it(monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "SCHEMA", tmp_path / "openapi.yaml")
    monkeypatch.setattr(checking, "output_of", write_a_schema)

    assert "./dev manage spectacular --file docs/openapi.yaml" in checking.schema_drift({})


def write_a_schema(command, environment):
    Path(command[-1]).write_text("openapi: 3.0.3")
    return ""


def test_the_lock_is_in_step_with_the_requirements():
    assert checking.lock_drift({}) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["manage.py"], False),
        (["manage.py", "migrate"], True),
        (["manage.py", "migrate", "--help"], False),
        (["manage.py", "collectstatic", "--noinput"], False),
        (["manage.py", "compile_templates"], False),
        (["manage.py", "no_such_command"], False),
    ],
)
def test_services_start_only_for_commands_that_need_them(line, expected):
    assert on_demand.needs_services(line) is expected
