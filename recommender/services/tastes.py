"""Whose lists: made on the first word, moved to the account at sign-in, ordered when the history changed."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from emosense.jobs.services import wake
from recommender.models import Correction, Feedback, Taste
from recommender.selectors.history import mark_of
from reviews import services as reviews
from reviews.models import HiddenMovie

COMPUTE = "recommender.tasks.compute_lists"
ASK_AGAIN = timedelta(seconds=10)  # what a broker lost is sent again by the next look at the page
KEPT = timedelta(days=60)  # of visitors without account


@transaction.atomic
def make_taste(*, at: datetime, person: User | None = None, visitor: UUID | None = None) -> Taste:
    """The person's, or the visitor's whose session holds the token; made where there is none."""
    if person is not None:
        return Taste.objects.get_or_create(person=person, defaults={"created_at": at, "used_at": at})[0]
    defaults = {"created_at": at, "used_at": at}
    return Taste.objects.get_or_create(token=visitor, person=None, defaults=defaults)[0]


@transaction.atomic
def adopt(*, visitor: UUID, person: User, at: datetime) -> Taste | None:
    """What a visitor told before signing in is the person's; where both spoke, the account's word stays."""
    guest = Taste.objects.select_for_update().filter(token=visitor, person=None).first()
    if guest is None:
        return None
    taste = make_taste(person=person, at=at)
    for model, key in ((Feedback, ("movie_id",)), (Correction, ("facet", "key"))):
        spoken = set(model.objects.filter(taste=taste).values_list(*key))
        new = [row for row in model.objects.filter(taste=guest) if tuple(getattr(row, k) for k in key) not in spoken]
        model.objects.filter(pk__in=[row.pk for row in new]).update(taste=taste)
    if not taste.surprise:
        Taste.objects.filter(pk=taste.pk).update(surprise=guest.surprise)
    dismissed = Feedback.objects.filter(taste=taste, kind=Feedback.Kind.NOT_INTERESTED)
    reviews.hide_movies(movie_ids=set(dismissed.values_list("movie_id", flat=True)), person=person)
    reviews.forget_hidden(visitor=visitor)
    guest.delete()
    return told_something(taste=taste, at=at)


@transaction.atomic
def told_something(*, taste: Taste, at: datetime) -> Taste:
    """After every change of what was told here: the lists are made anew."""
    Taste.objects.filter(pk=taste.pk).update(revision=F("revision") + 1, used_at=at)
    taste.refresh_from_db()
    order_lists(taste=taste, now=at)
    return taste


def order_lists(*, taste: Taste, now: datetime) -> bool:
    """Sends for a worker where the lists are not those of today's history; True while they are not."""
    mark = mark_of(taste, now=now)
    if taste.computed_mark == mark:
        return False
    if taste.asked_mark != mark or taste.asked_at is None or taste.asked_at < now - ASK_AGAIN:
        taste.asked_mark, taste.asked_at = mark, now
        Taste.objects.filter(pk=taste.pk).update(asked_mark=mark, asked_at=now, used_at=now)
        send = partial(wake, task=COMPUTE, kwargs={"taste_id": taste.pk}, queue="default", expires=60)
        transaction.on_commit(send, robust=True)
    return True


@transaction.atomic
def erase_person(*, person: User, at: datetime) -> dict[str, int]:
    """Deletes what the person told of taste, and the lists made of it."""
    told = Feedback.objects.filter(taste__person=person).count()
    Taste.objects.filter(person=person).delete()
    hidden = HiddenMovie.objects.filter(person=person).delete()[0]
    return {"taste_feedback": told, "hidden_movies": hidden}


def tidy(*, now: datetime) -> int:
    """Forgets visitors without account who were not here for sixty days."""
    gone = Taste.objects.filter(person=None, used_at__lt=now - KEPT)
    for token in gone.values_list("token", flat=True):
        reviews.forget_hidden(visitor=token)
    return gone.delete()[1].get("recommender.Taste", 0)
