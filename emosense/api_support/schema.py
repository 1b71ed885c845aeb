"""What OpenAPI says about every endpoint: how phones sign in, and which problems may come."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import serializers

from emosense.api_support.problems import CONTENT_TYPE

EVERYWHERE = {"400": "Not understood, or some fields are not right.", "401": "Sign in first.", "429": "Too many calls."}
WITH_AN_ID = {"404": "There is nothing here, or it is not yours to see."}
WITH_A_CHANGE = {"403": "Not allowed."}
WITH_A_KEY = {"409": "The first call with this key is still worked on.", "422": "This key was used for another call."}
WITH_A_BODY = {"403": "Not allowed.", "413": "More than one call may carry.", "415": "Another kind of body."}


class Endpoints(serializers.Serializer):
    endpoints = serializers.DictField(child=serializers.URLField())


class SessionTokenScheme(OpenApiAuthenticationExtension):
    target_class = "emosense.api_support.authentication.SessionTokenAuthentication"
    name = "SessionToken"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Session-Token",
            "description": "`meta.session_token` of the answer to POST /_allauth/app/v1/auth/login.",
        }


def add_problems(result, generator, request, public):
    """Every operation may answer with a problem; those that a view did not write down are added here."""
    problem = {"$ref": "#/components/schemas/Problem"}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status, words in possible(path, method, operation).items():
                operation["responses"].setdefault(status, {"description": words})
            for status, response in operation["responses"].items():
                if status >= "400":
                    response["content"] = {CONTENT_TYPE: {"schema": problem}}
    return result


def possible(path, method, operation):
    with_id = WITH_AN_ID if "{" in path else {}
    with_change = {"delete": WITH_A_CHANGE, "get": {}}.get(method, WITH_A_BODY)
    has_key = any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", ()))
    return {**EVERYWHERE, **with_id, **with_change, **(WITH_A_KEY if has_key else {})}
