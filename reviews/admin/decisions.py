"""Decisions with a reason: an action names the rows, a page asks why, a service does it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join

MOST_AT_ONCE = 200


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Kept with the decision; the author sees it.",
    )


class DecisionAdmin(admin.ModelAdmin):
    """For a model whose rows are decided about.

    `decisions`: name -> (words of the action, question about one, question about many). `decide(row, name, reason,
    by, at)` calls the service; `evidence(queryset)` gives the rows with what the page shows of them.
    """

    decisions: dict[str, tuple[str, str, str]] = {}

    def get_urls(self):
        opts = self.opts
        view = self.admin_site.admin_view(self.decide_view)
        return [
            path("decide/<slug:decision>/", view, name=f"{opts.app_label}_{opts.model_name}_decide"),
            *super().get_urls(),
        ]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if request.user.has_perm("reviews.moderate_review"):
            actions |= {name: (self.to_page(name), name, words) for name, (words, *_) in self.decisions.items()}
        return actions

    def to_page(self, decision):
        def ask_why(model_admin, request, queryset):
            ids = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
            if len(ids) > MOST_AT_ONCE:
                self.message_user(request, f"At most {MOST_AT_ONCE} at once.", messages.ERROR)
                return None
            return HttpResponseRedirect(f"{self.decide_url(decision)}?ids={','.join(map(str, ids))}")

        return ask_why

    def decide_url(self, decision):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_decide", args=[decision])

    @admin.display(description="Decide")
    def decide_now(self, row):
        """The decisions as links, for the page of one row."""
        links = ((f"{self.decide_url(name)}?ids={row.pk}", words) for name, (words, *_) in self.decisions.items())
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def decide_view(self, request, decision):
        if decision not in self.decisions or not request.user.has_perm("reviews.moderate_review"):
            raise PermissionDenied
        rows = self.evidence(self.get_queryset(request).filter(pk__in=ids_of(request)))
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self.decide_all(request, rows, decision, form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.decisions[decision][1 if len(rows) == 1 else 2],
            "rows": rows,
            "form": form,
        }
        return TemplateResponse(request, "admin/reviews/decide.html", context)

    def decide_all(self, request, rows, decision, reason):
        refused = [row for row in rows if not self.decide(row, decision, reason, request.user, timezone.now())]
        done = len(rows) - len(refused)
        self.message_user(request, f"{done} decided: {self.decisions[decision][0].lower()}.", messages.SUCCESS)
        if refused:
            names = ", ".join(str(row) for row in refused[:5])
            self.message_user(request, f"Left as it was: {names}.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def decide(self, row, decision, reason, by, at):
        raise NotImplementedError

    def evidence(self, queryset):
        raise NotImplementedError


def ids_of(request):
    """The ids of the address; none where one of them is no number, for then nobody knows what was meant."""
    parts = request.GET.get("ids", "").split(",")[:MOST_AT_ONCE]
    return [int(part) for part in parts] if all(part.isascii() and part.isdigit() for part in parts) else []
