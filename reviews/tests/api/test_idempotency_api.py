"""Every POST that creates something can be repeated safely, as docs/api.md says."""

from drf_spectacular.generators import SchemaGenerator


def test_every_post_that_creates_takes_an_idempotency_key():
    schema = SchemaGenerator().get_schema(public=True)
    creating = {
        path: {parameter["name"] for parameter in methods["post"].get("parameters", [])}
        for path, methods in schema["paths"].items()
        if path.startswith("/api/") and "201" in methods.get("post", {}).get("responses", {})
    }

    assert len(creating) >= 7
    assert [path for path, names in creating.items() if "Idempotency-Key" not in names] == []
