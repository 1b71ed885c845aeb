"""Ratings from a file of any size into the database: MovieLens, MovieTweetings, Letterboxd, or any table."""

from reviews.management.importing import EXITS, ImportCommand


class Command(ImportCommand):
    content = "ratings"
    help = f"Imports ratings (MovieLens, MovieTweetings, a Letterboxd export, or any table). {EXITS}"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--person", help="e-mail address of whose ratings these are, where no column says it")
