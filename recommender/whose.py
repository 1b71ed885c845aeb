"""Whose taste a request is about: the account's, or that of a visitor whose session holds a token."""

from uuid import uuid4

from django.utils import timezone

from recommender import services
from recommender.models import Taste
from reviews.selectors import visitor_of


def taste_of(request):
    """None where nothing was told yet. What a visitor told before signing in moves to the account here."""
    visitor = visitor_of(request.session)
    if not request.user.is_authenticated:
        return Taste.objects.filter(token=visitor, person=None).first() if visitor else None
    if visitor:
        services.adopt(visitor=visitor, person=request.user, at=timezone.now())
        del request.session["visitor"]
    return Taste.objects.filter(person=request.user).select_related("person").first()


def own_taste(request):
    """The same, made where there is none: for somebody who tells something, or has an account."""
    taste = taste_of(request)
    if taste is not None:
        return taste
    now = timezone.now()
    if request.user.is_authenticated:
        return services.make_taste(person=request.user, at=now)
    request.session["visitor"] = str(visitor_of(request.session) or uuid4())
    return services.make_taste(visitor=visitor_of(request.session), at=now)
