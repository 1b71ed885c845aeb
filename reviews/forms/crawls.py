"""What a crawl is asked for, and what an administrator says about its source."""

from urllib.parse import urlsplit

from django import forms

from reviews.models import Source
from reviews.selectors.crawls import sources_to_crawl
from reviews.services.crawls import DEFAULT_LIMIT, MAX_LIMIT


class CrawlForm(forms.Form):
    source = forms.ModelChoiceField(queryset=None, empty_label=None, label="From")
    limit = forms.IntegerField(label="Reviews, at most", min_value=1, max_value=MAX_LIMIT, initial=DEFAULT_LIMIT)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["source"].queryset = sources_to_crawl()


ANOTHER_SITE = (
    "What is recorded holds for the address before. Record on what basis the pages of the new one may be fetched."
)


class SourceForm(forms.ModelForm):
    """In the admin: crawling goes on only with all that it needs, said in words."""

    NEEDED = {
        "base_url": "Say where the site is.",
        "contact": "Say whom the site can write to: the crawl names it with every request.",
        "permission_basis": "Record on what basis its pages may be fetched.",
    }

    base_url = forms.URLField(
        label="Address", required=False, assume_scheme="https", help_text="Where the site is: https://www.example.org."
    )
    query_url = forms.URLField(
        label="Address of its query",
        required=False,
        assume_scheme="https",
        help_text="Where the site answers for next pages; empty where it has none.",
    )

    class Meta:
        model = Source
        fields = [
            *("slug", "name", "kind", "licence", "terms", "is_on", "base_url", "query_url", "contact", "pause_seconds"),
            "permission_basis",
        ]

    def clean(self):
        if not self.cleaned_data.get("is_on"):
            return self.cleaned_data
        if self._is_of_another_site():
            self.add_error("permission_basis", ANOTHER_SITE)
        if self.cleaned_data.get("kind") != Source.Kind.CRAWL:
            self.add_error("is_on", "Only sources of the kind “Crawl” are crawled.")
        for name, words in self.NEEDED.items():
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, words)
        return self.cleaned_data

    def _is_of_another_site(self):
        """A recorded permission is for the sites that it was recorded for."""
        if self.instance.permission_at is None or "permission_basis" in self.changed_data:
            return False
        return any(
            self.initial.get(name) and host_of(self.cleaned_data.get(name)) not in ("", host_of(self.initial[name]))
            for name in ("base_url", "query_url")
        )


def host_of(address):
    return urlsplit(address or "").netloc.lower()
