"""Movies and what they are made of, in the admin."""

from django.contrib import admin
from django.utils import timezone

from reviews import services
from reviews.admin.big_tables import CappedPaginator
from reviews.models import Credit, Genre, Movie, Person, Studio


class CreditInline(admin.TabularInline):
    model = Credit
    extra = 0
    autocomplete_fields = ["person"]


@admin.register(Movie)
class MovieAdmin(admin.ModelAdmin):
    list_display = ["title", "year", "imdb_id", "runtime", "votes"]
    list_filter = ["genres", "year"]
    search_fields = ["title", "original_title", "=imdb_id", "=tmdb_id", "search_text"]
    autocomplete_fields = ["genres", "studios"]
    prepopulated_fields = {"slug": ["title", "year"]}
    inlines = [CreditInline]
    paginator = CappedPaginator
    show_full_result_count = False

    def save_related(self, request, form, formsets, change):
        """With its people known, the movie can be found, and has a score row."""
        super().save_related(request, form, formsets, change)
        services.movie_changed(movie=form.instance, at=timezone.now())


class NamedAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    paginator = CappedPaginator
    show_full_result_count = False


@admin.register(Genre)
class GenreAdmin(NamedAdmin):
    pass


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    pass


@admin.register(Studio)
class StudioAdmin(NamedAdmin):
    pass
