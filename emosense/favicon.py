"""The address that browsers ask for by themselves, as in the admin and the API, whose pages name no icon."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control


@cache_control(public=True, max_age=86_400)
def favicon(request):
    return redirect(static("img/mark.svg"))
