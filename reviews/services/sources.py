"""Where reviews come from: the sources that every installation has, and the slugs of those that people name."""

import hashlib

from django.utils.text import slugify

from reviews.models import Source
from reviews.selectors.folding import folded
from reviews.services.crawl_sources import CRAWLED, crawl_source

SLUG_LENGTH = 60  # as in the model
BUILT_IN = {
    "site": ("Written here", Source.Kind.SITE, "Written by the people of this site."),
    "import": ("Imported files", Source.Kind.IMPORT, "Imported by a person, who answers for the right to use it."),
    "starter": (
        "Starter catalogue",
        Source.Kind.IMPORT,
        "Facts; synopses written for this project.",
    ),
    "demo": ("Demo", Source.Kind.DEMO, "Written for this project as demonstration."),
}


def source_named(slug: str) -> Source:
    """A built-in source ("site", "import", "starter", "demo"), made where it is missing."""
    name, kind, licence = BUILT_IN[slug]
    source, _ = Source.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind, "licence": licence})
    return source


def slug_of_source(name: str) -> str:
    """The slug of a source that a person or a program names; "import" for the built-in one.

    A name that a slug cannot hold whole, because it is long or in another script, is told apart by a hash.
    """
    name = name.strip()
    if name == BUILT_IN["import"][0]:
        return "import"
    plain = folded(name)
    slug = slugify(plain).strip("-")
    if slug and len(slug) <= SLUG_LENGTH and plain.isascii():
        return slug
    digest = hashlib.sha256((plain or name).encode()).hexdigest()[:12]
    return f"{slug[: SLUG_LENGTH - 13].strip('-') or 'n'}-{digest}"


def ensure_sources() -> list[Source]:
    """Makes every built-in source, those to crawl switched off; safe to call again."""
    return [*(source_named(slug) for slug in BUILT_IN), *(crawl_source(slug) for slug in CRAWLED)]
