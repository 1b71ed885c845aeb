"""One lookup per kind of object: what the person may see, 404 for everything else."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from reviews import selectors
from reviews.models import Comment, Movie, MovieList, Source
from reviews.selectors.imports import imports_of


def movie_or_404(slug):
    """Movies are public. The slug may come from a form: a NUL in it is a movie that does not exist."""
    if "\0" in slug:
        raise Http404
    return get_object_or_404(Movie.objects.defer("search_text"), slug=slug)


def source_or_404(person, slug):
    """A source that is there for a team's private reviews alone does not exist for strangers."""
    if "\0" in slug:
        raise Http404
    return get_object_or_404(Source.objects.visible_to(person), slug=slug)


def maker_or_404(model, slug):
    """A person or studio."""
    return get_object_or_404(model, slug=slug)


def visible_review_or_404(person, review_id):
    """To strangers a team's private review does not exist; hidden ones are there for author and moderators."""
    return get_object_or_404(selectors.visible_reviews(person), pk=review_id)


def own_review_or_404(person, review_id):
    """For the author; others learn nothing."""
    return get_object_or_404(selectors.visible_reviews(person), pk=review_id, author=person)


def deletable_comment_or_404(person, review, comment_id):
    """A comment for its author or a moderator."""
    mine = Q() if person.has_perm("reviews.moderate_review") else Q(author=person)
    return get_object_or_404(Comment.objects.filter(mine), pk=comment_id, review=review)


def visible_list_or_404(person, list_id):
    return get_object_or_404(
        MovieList.objects.visible_to(person).select_related("owner", "team").distinct(), pk=list_id
    )


def fillable_list_or_404(person, list_id):
    """A list on which the person may put movies: an own one, or one of the person's teams."""
    return get_object_or_404(selectors.my_lists(person=person), pk=list_id)


def visible_import_or_404(person, import_id):
    """An import for who started it and, when it is private to a team, for the team."""
    return get_object_or_404(imports_of(person), pk=import_id)


def waiting_import_or_404(person, import_id):
    """An upload whose columns are not yet told, for who sent it."""
    return get_object_or_404(imports_of(person), pk=import_id, created_by=person, state="uploaded")
