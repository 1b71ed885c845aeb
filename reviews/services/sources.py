"""Where reviews come from: the sources that every installation has."""

from reviews.models import Source

BUILT_IN = {
    "site": ("Written here", Source.Kind.SITE, "Written by the people of this site."),
    "import": ("Imported files", Source.Kind.IMPORT, "Imported by a person, who answers for the right to use it."),
    "demo": ("Demo", Source.Kind.DEMO, "Written for this project as demonstration."),
}


def source_named(slug: str) -> Source:
    """A built-in source ("site", "import", "demo"), made where it is missing."""
    name, kind, licence = BUILT_IN[slug]
    source, _ = Source.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind, "licence": licence})
    return source


def ensure_sources() -> list[Source]:
    """Makes every built-in source; safe to call again."""
    return [source_named(slug) for slug in BUILT_IN]
