"""The root, the schema and its documentation."""

import pytest
import yaml

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_routes(stage, settings):
    settings.ROOT_URLCONF = "emosense.urls"


def test_the_root_names_every_address_without_an_id(client):
    endpoints = client.get("/api/v1/").json()["endpoints"]

    assert endpoints["job_list"] == "http://testserver/api/v1/jobs/"
    assert "job_detail" not in endpoints


def test_every_operation_tells_its_problems_and_how_to_sign_in(client):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)

    assert schema["components"]["securitySchemes"]["SessionToken"]["name"] == "X-Session-Token"
    for operations in schema["paths"].values():
        for operation in operations.values():
            problem = operation["responses"]["429"]["content"]["application/problem+json"]
            assert problem == {"schema": {"$ref": "#/components/schemas/Problem"}}


def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/").content.decode()

    assert "swagger-ui" in page
    assert "https://" not in page
    assert "<script>" not in page
