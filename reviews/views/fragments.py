"""A fragment is the same view, answering an htmx request with a part of its page."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def is_fragment(request):
    return request.headers.get("HX-Request") == "true"


def page_or_fragment(request, page, fragment, context):
    response = render(request, fragment if is_fragment(request) else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
