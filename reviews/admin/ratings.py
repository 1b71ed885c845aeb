"""Ratings, what sources call a movie, and doubtful movies, in the admin."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from reviews.admin.big_tables import LookOnlyAdmin, SeenSourcesFilter, sources_seen_by
from reviews.models import MovieDoubt, MovieRecord, Rating
from reviews.services import movie_doubts


@admin.register(Rating)
class RatingAdmin(LookOnlyAdmin):
    list_display = ["movie", "value", "scale", "person", "outside_person", "source", "rated_at"]
    list_filter = [("source", admin.RelatedOnlyFieldListFilter), "scale"]
    list_select_related = ["movie", "person", "source"]
    search_fields = ["movie__title", "=outside_person"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        """Everything but what is private to teams: that is theirs."""
        return super().get_queryset(request).filter(team=None)


@admin.register(MovieRecord)
class MovieRecordAdmin(LookOnlyAdmin):
    list_display = ["key", "source", "movie"]
    list_filter = [("source", SeenSourcesFilter)]
    list_select_related = ["source", "movie"]
    search_fields = ["=key", "movie__title"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        """Of sources that the person may see: others are there for one team alone."""
        records = super().get_queryset(request)
        if request.user.has_perm("jobs.enter_every_team"):
            return records
        return records.filter(source__in=sources_seen_by(request.user))


@admin.register(MovieDoubt)
class MovieDoubtAdmin(LookOnlyAdmin):
    """Decided on the page of doubtful movies; many can be left out here at once."""

    list_display = ["title", "year", "source", "reason", "state", "movie", "decided_by", "decide"]
    list_filter = ["state", ("source", SeenSourcesFilter)]
    list_select_related = ["source", "movie", "decided_by", "review_import"]
    search_fields = ["title", "=key"]
    ordering = ["-pk"]
    actions = ["leave_out"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    @admin.display(description="")
    def decide(self, doubt):
        if doubt.state != MovieDoubt.State.OPEN:
            return ""
        query = f"?import={doubt.review_import_id}" if doubt.review_import_id else ""
        return format_html('<a href="{}{}">decide</a>', reverse("reviews:doubt_list"), query)

    @admin.action(description="Leave out")
    def leave_out(self, request, queryset):
        number = 0
        for doubt in queryset.filter(state=MovieDoubt.State.OPEN):
            try:
                movie_doubts.decide_doubt(
                    doubt=doubt, state=MovieDoubt.State.IGNORED, movie=None, by=request.user, at=timezone.now()
                )
            except (movie_doubts.NotACurator, movie_doubts.AlreadyDecidedOtherwise):
                continue
            self.log_change(request, doubt, "Left out")
            number += 1
        self.message_user(request, f"Left out: {number}", messages.SUCCESS)
