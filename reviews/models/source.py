"""Where reviews come from."""

from django.db import models


class Source(models.Model):
    """One origin of reviews: this site, an import, a feed, a crawl."""

    class Kind(models.TextChoices):
        SITE = "site", "Written here"
        IMPORT = "import", "Imported file"
        FEED = "feed", "Licensed feed"
        CRAWL = "crawl", "Crawl"
        DEMO = "demo", "Demo"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    licence = models.TextField(blank=True, help_text="On what terms its reviews are used.")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
