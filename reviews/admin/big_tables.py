"""Admin pages of tables that grow: looked at, never counted as a whole."""

from functools import cached_property

from django.contrib import admin
from django.core.paginator import Paginator

from reviews.models import Source

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no further than 10,000: whoever looks for a row uses the search and the filters."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST_COUNTED].count()


class SeenSourcesFilter(admin.RelatedFieldListFilter):
    """By source; the names of sources that are there for a team alone are the team's."""

    def field_choices(self, field, request, model_admin):
        ordering = self.field_admin_ordering(field, request, model_admin)
        limit = {} if request.user.has_perm("jobs.enter_every_team") else {"pk__in": sources_seen_by(request.user)}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=limit)


def sources_seen_by(person):
    return Source.objects.visible_to(person).values("pk")


class LookOnlyAdmin(admin.ModelAdmin):
    """Every field is shown and none can be changed; what changes, changes through services."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.opts.fields] + list(self.readonly_fields)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Without buttons that save what cannot be changed."""
        no_buttons = {"show_save": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, {**no_buttons, **(extra_context or {})})

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class LookOnlyInline(admin.TabularInline):
    """Rows beside what they belong to, to be looked at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
