"""One JSON object per line, with the ids of request and job."""

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings

from emosense import celery
from emosense.request_ids import current_job_id, current_request_id


@pytest.fixture
def stream():
    """What the handler of the settings writes, in a buffer."""
    handler = logging.config.DictConfigurator(settings.LOGGING)
    formatter = handler.configure_formatter(settings.LOGGING["formatters"]["json"].copy())
    stream = io.StringIO()
    stderr = logging.StreamHandler(stream)
    stderr.setFormatter(formatter)
    stderr.addFilter(handler.configure_filter(settings.LOGGING["filters"]["request_id"].copy()))
    logger = logging.getLogger("emosense")
    logger.addHandler(stderr)
    yield stream
    logger.removeHandler(stderr)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_carries_time_level_logger_and_both_ids(stream):
    tokens = current_request_id.set("request-1"), current_job_id.set("job-1")
    logging.getLogger("emosense.somewhere").warning("It rains\nin two lines")
    current_request_id.reset(tokens[0])
    current_job_id.reset(tokens[1])

    (line,) = lines(stream)
    assert line["message"] == "It rains\nin two lines"
    assert (line["level"], line["logger"]) == ("WARNING", "emosense.somewhere")
    assert (line["request_id"], line["job_id"]) == ("request-1", "job-1")
    assert line["time"].endswith("+0000")


def test_a_request_is_one_line_without_its_query(client, db, stream):
    client.get("/api/v1/?token=secret", headers={"X-Request-ID": "request-2"})

    (line,) = [line for line in lines(stream) if line["logger"] == "emosense.access"]
    assert (line["method"], line["path"], line["status"], line["request_id"]) == ("GET", "/api/v1/", 200, "request-2")
    assert "secret" not in stream.getvalue()


def test_health_checks_are_no_news(client, stream):
    client.get("/livez")

    assert lines(stream) == []


def test_a_task_carries_the_id_of_the_request_that_started_it():
    headers = {}
    token = current_request_id.set("request-3")
    celery.send_request_id(headers=headers)
    current_request_id.reset(token)

    assert headers == {"request_id": "request-3"}


def test_a_task_that_carries_an_id_keeps_it():
    headers = {"request_id": "request-4"}
    celery.send_request_id(headers=headers)

    assert headers == {"request_id": "request-4"}


@pytest.mark.parametrize("library", ["uvicorn", "uvicorn.error", "uvicorn.access", "celery", "django", "django.server"])
def test_libraries_write_through_our_handler_alone(library):
    logger = logging.getLogger(library)

    assert logger.handlers == []
    assert logger.propagate
