"""Movies from a catalogue of any size into this one: TMDB, IMDb's data files, MovieLens, or any table."""

from contextlib import contextmanager
from pathlib import Path

from reviews.management.importing import EXITS, ImportCommand
from reviews.review_files.movielens import joined
from reviews.services import uploads


class Command(ImportCommand):
    content = "movies"
    is_private_possible = has_stars = False
    help = f"Imports movies (TMDB files, IMDb's title.basics and title.ratings, MovieLens, or any table). {EXITS}"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--links", type=Path, help="MovieLens's links.csv beside its movies.csv: IMDb and TMDB ids")

    @contextmanager
    def table_of(self, options):
        with super().table_of(options) as table:
            if options["links"] is None:
                yield table
                return
            with uploads.folder_here() as folder:
                yield joined(table, options["links"], into=folder / "movies.csv")
