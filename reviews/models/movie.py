"""Movies and who made them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse


class Genre(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Maker(models.Model):
    """Who makes movies. `search_name` and `movie_count` are kept by services."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    search_name = models.TextField(blank=True, editable=False, help_text="The name folded: to search and sort by.")
    movie_count = models.PositiveIntegerField(default=0, editable=False, help_text="Movies of the catalogue.")

    class Meta:
        abstract = True
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["-movie_count", "search_name", "id"],
                condition=Q(movie_count__gt=0),
                name="%(class)s_by_movies",
            ),
            models.Index(fields=["search_name", "id"], condition=Q(movie_count__gt=0), name="%(class)s_by_name"),
            GinIndex(SearchVector("search_name", config="simple"), name="%(class)s_words"),
        ]

    def __str__(self):
        return self.name


class Person(Maker):
    """Somebody who made or played in movies; not a user."""

    class Meta(Maker.Meta):
        verbose_name_plural = "people"

    def get_absolute_url(self):
        return reverse("reviews:person_detail", args=[self.slug])


class Studio(Maker):
    class Meta(Maker.Meta):
        pass

    def get_absolute_url(self):
        return reverse("reviews:studio_detail", args=[self.slug])


class Movie(models.Model):
    """One film, known by its ids elsewhere, else by title and year."""

    title = models.CharField(max_length=300)
    original_title = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    slug = models.SlugField(max_length=200, unique=True)
    imdb_id = models.CharField("IMDb id", max_length=12, null=True, blank=True, unique=True)
    tmdb_id = models.PositiveIntegerField("TMDB id", null=True, blank=True, unique=True)
    synopsis = models.TextField(blank=True)
    runtime = models.PositiveSmallIntegerField("running time, minutes", null=True, blank=True)
    release_date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    countries = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    budget = models.BigIntegerField("budget, US dollars", null=True, blank=True)
    revenue = models.BigIntegerField("revenue, US dollars", null=True, blank=True)
    votes = models.PositiveIntegerField("votes elsewhere", null=True, blank=True)
    vote_average = models.DecimalField(
        "mean vote elsewhere, 0-10", max_digits=4, decimal_places=2, null=True, blank=True
    )
    genres = models.ManyToManyField(Genre, related_name="movies", blank=True)
    studios = models.ManyToManyField(Studio, related_name="movies", blank=True)
    search_text = models.TextField(blank=True, editable=False, help_text="Folded title, people: for search.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "year"]
        permissions = [("scrape_reviews", "Can start a crawl of reviews")]
        constraints = [
            models.CheckConstraint(condition=Q(imdb_id__regex=r"^tt\d{7,10}$"), name="movie_imdb_id_form"),
            models.CheckConstraint(condition=Q(year__range=(1870, 2100)), name="movie_year_range"),
            models.CheckConstraint(condition=Q(budget__gt=0), name="movie_budget_positive_or_unknown"),
            models.CheckConstraint(condition=Q(revenue__gt=0), name="movie_revenue_positive_or_unknown"),
            models.CheckConstraint(condition=Q(vote_average__range=(0, 10)), name="movie_vote_average_range"),
            models.CheckConstraint(condition=~Q(title=""), name="movie_has_a_title"),
        ]
        indexes = [
            models.Index(fields=["-votes", "title"], name="movies_by_votes"),
            models.Index(fields=["year"], name="movies_by_year"),
            GinIndex(fields=["keywords"], name="movie_keywords"),
            GinIndex(fields=["countries"], name="movie_countries"),
        ]

    def __str__(self):
        return f"{self.title} ({self.year})" if self.year else self.title

    def get_absolute_url(self):
        return reverse("reviews:movie_detail", args=[self.slug])


class Credit(models.Model):
    """One person's part in one movie."""

    class Kind(models.TextChoices):
        CAST = "cast", "Cast"
        CREW = "crew", "Crew"

    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    kind = models.CharField(max_length=4, choices=Kind)
    job = models.CharField(max_length=60, blank=True, help_text="Director, Writer …; empty for cast")
    character = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Billing order, from 0.")

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["movie", "person", "kind", "job"], name="one_credit_per_part"),
            models.CheckConstraint(condition=Q(kind__in=["cast", "crew"]), name="credit_kind_is_known"),
        ]

    def __str__(self):
        return self.character or self.job or self.get_kind_display()


class MovieListQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Public lists, those of the person's teams, and the person's own."""
        if not person.is_authenticated:
            return self.filter(team=None, is_public=True)
        return self.filter(Q(team=None, is_public=True) | Q(team__in=person.teams.all()) | Q(owner=person))


class MovieList(models.Model):
    """A named choice of movies, public, or private to a team or person."""

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="movie_lists")
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="movie_lists"
    )
    is_public = models.BooleanField(default=False)
    movies = models.ManyToManyField(Movie, related_name="lists", blank=True)
    created_at = models.DateTimeField()
    submission_key = models.UUIDField(
        null=True, blank=True, help_text="Made with the form: a double submit is one list."
    )

    objects = MovieListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(team=None) | Q(is_public=False), name="a_teams_list_is_private"),
            models.UniqueConstraint(
                fields=["owner", "submission_key"], condition=~Q(submission_key=None), name="one_list_per_submission"
            ),
        ]

    def __str__(self):
        return self.name
