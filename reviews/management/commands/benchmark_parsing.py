"""Measures how fast pages of reviews are read; JSON on stdout, a table on stderr. Needs no server."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from reviews.management.benchmark import page_parsing
from reviews.management.benchmark.figures import as_json, as_table
from reviews.scraping.saved_pages import text_of_page


class Command(BaseCommand):
    help = __doc__
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("pages", nargs="*", type=Path, help="saved pages; without any, pages made for this")
        parser.add_argument("--seconds", type=float, default=3.0, help="for each page (%(default)s)")

    def handle(self, *, pages, seconds, **options):
        saved = [(path.name, text_of_page(path.read_bytes())) for path in pages]
        figures = page_parsing.figures_of(saved, seconds=seconds) if saved else page_parsing.figures(seconds=seconds)
        self.stderr.write(as_table(figures))
        self.stdout.write(json.dumps(as_json(figures), indent=1))
