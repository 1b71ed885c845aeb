"""/sources/: where movies and reviews come from, and how each source is doing."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from emosense.filtering import chips_of, url_with
from reviews import selectors
from reviews.forms.sources import SourceFilterForm
from reviews.lookups import source_or_404

SOURCES_PER_PAGE = 50


def source_list(request):
    form = SourceFilterForm(request.GET)
    now = timezone.now()
    found = selectors.source_page(person=request.user, filters=form.filters, now=now)
    page = Paginator(found, SOURCES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chips": chips_of(form, request.GET),
        "sources": page.object_list,
        "count": page.paginator.count,
        "attention": sum(facts.health.state in {"failing", "resting"} for facts in found),
        "now": now,
        "next_url": url_with(request.GET, page=page.next_page_number()) if page.has_next() else "",
        "previous_url": url_with(request.GET, page=page.previous_page_number()) if page.has_previous() else "",
    }
    return render(request, "reviews/source_list.html", context)


def source_detail(request, slug):
    source = source_or_404(request.user, slug)
    now = timezone.now()
    facts = selectors.source_seen(source=source, person=request.user, now=now)
    context = {
        "facts": facts,
        "source": source,
        "movies": selectors.movies_of_source(source=source, person=request.user),
        "now": now,
        "crumbs": [("Sources", reverse("reviews:source_list")), (source.name, "")],
    }
    return render(request, "reviews/source_detail.html", context)
