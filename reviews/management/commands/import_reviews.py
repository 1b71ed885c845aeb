"""Reviews from a file of any size into the database, without a web server or a worker."""

from reviews.management.importing import EXITS, ImportCommand


class Command(ImportCommand):
    content = "reviews"
    help = f"Imports reviews from CSV, Excel, JSON Lines or Parquet, also in a ZIP (a Letterboxd export). {EXITS}"
