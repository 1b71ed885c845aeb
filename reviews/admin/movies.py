"""Movies and what they are made of, in the admin."""

from django.contrib import admin
from django.utils import timezone

from reviews import services
from reviews.admin.big_tables import CappedPaginator
from reviews.models import Credit, Genre, Movie, Person, Studio

LISTS_BY_HAND = ("cast", "crew")


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
        before = services.makers_of(movies=[form.instance])
        super().save_related(request, form, formsets, change)
        facts = {*form.changed_data, *(LISTS_BY_HAND if any(one.has_changed() for one in formsets) else ())} - {"slug"}
        services.movie_changed(movie=form.instance, before=before, facts=facts, at=timezone.now())

    def delete_model(self, request, obj):
        services.delete_movies(movies=Movie.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        services.delete_movies(movies=queryset)


class NamedAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    paginator = CappedPaginator
    show_full_result_count = False


@admin.register(Genre)
class GenreAdmin(NamedAdmin):
    pass


class MakerAdmin(NamedAdmin):
    list_display = [*NamedAdmin.list_display, "movie_count"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        services.name_changed(maker=obj)


@admin.register(Person)
class PersonAdmin(MakerAdmin):
    pass


@admin.register(Studio)
class StudioAdmin(MakerAdmin):
    pass
