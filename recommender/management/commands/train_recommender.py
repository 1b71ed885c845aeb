"""Trains the item-item weights that serve recommendations and publishes them. Needs no server and no database."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from emosense import artefacts

WRONG_USE = 2
NAME = "item_item"
STARTER = Path("reviews") / "data" / "movies.jsonl"
TRAINED = Path("recommender") / "ml" / "trained"
PICKED = ("tt0111161", "tt0133093", "tt0114709", "tt0068646", "tt0109830")


class Command(BaseCommand):
    help = (
        "Learns item-item weights from files of ratings (CSV with userId,movieId,rating,timestamp, or MovieLens' own; "
        "films by IMDb id, or by links.csv beside the ratings), publishes them as `item_item`. The films of --movies "
        "are always served, rated or not, and the most rated beside them. A killed training leaves the old weights. "
        "Read the licence of the ratings: MovieLens is for non-commercial use. Exit: 0 done, 2 wrong use or file."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--ratings", type=Path, nargs="+", help="without it a job trains on this installation's ratings"
        )
        parser.add_argument("--movies", type=Path, default=Path(settings.BASE_DIR) / STARTER)
        parser.add_argument("--items", type=int, default=3_000, help="films served at most, beside those of --movies")
        parser.add_argument("--kept", type=int, default=250, help="weights kept of each film")
        parser.add_argument("--model-version", help="default: date and time")
        parser.add_argument("--ship", action="store_true", help="copy the published weights into the repository")

    def handle(self, *args, **options):
        from threadpoolctl import threadpool_limits

        if not options["ratings"]:
            self.order_job()
            return
        if not (1 <= options["items"] <= 10_000 and 1 <= options["kept"] <= 10_000):
            raise CommandError("--items and --kept must be from 1 to 10,000.", returncode=WRONG_USE)
        started = time.monotonic()
        with threadpool_limits(1):
            files, train, wanted, keys = self.read(options)
            self.say(f"{len(train):,} ratings, {len(keys):,} films to serve: training", started)
            packed = self.packed(train, wanted, keys, options)
            self.say("trained; measuring on held-out ratings", started)
            card = self.card(files, train, wanted, options)
        artefact = publish(packed, card, options)
        self.say(f"{artefact.name} {artefact.version} is published: {card['measures']}", started)
        if options["ship"]:
            shipped = artefacts.ship(artefact=artefact, trained=Path(settings.BASE_DIR) / TRAINED)
            size = sum(path.stat().st_size for path in shipped.folder.iterdir())
            self.say(f"shipped to {TRAINED / NAME}, {size / 1e6:.2f} MB", started)

    def order_job(self):
        """Needs the database, unlike all else here, and a worker that does the job."""
        from django.db import OperationalError
        from django.utils import timezone

        from recommender import services
        from recommender.selectors.ratings import count_of_ratings

        try:
            job = services.order_training(by=None, at=timezone.now(), ratings=count_of_ratings())
        except OperationalError as error:
            raise CommandError("The system does not run: start it with ./dev run, or name --ratings.") from error
        print(f"Job {job.pk} trains on the ratings of this installation: /jobs/{job.pk}/", file=sys.stderr)

    def read(self, options):
        from recommender.ml import rating_sets, training
        from recommender.ml.contents import contents_of
        from recommender.ml.movies_file import MoviesRefused, films_by_imdb
        from recommender.ml.ratings_file import RatingsRefused, read_ratings

        try:
            files = [read_ratings(path) for path in options["ratings"]]
            films = films_by_imdb(options["movies"])
        except (RatingsRefused, MoviesRefused) as refused:
            raise CommandError(str(refused), returncode=WRONG_USE) from refused
        train, keys = rating_sets.join(files, also=tuple(films))
        if not len(train):
            raise CommandError("None of the rated films has an IMDb id.", returncode=WRONG_USE)
        always = np.array([key in films for key in keys])
        places = training.choose_items(train, always=always, most=options["items"])
        wanted = training.Wanted(places, contents_of(keys, films))
        return files, train, wanted, [keys[place] for place in places]

    def packed(self, train, wanted, keys, options):
        from recommender.ml import training

        return training.pack(train, wanted, keys=keys, kept=options["kept"])

    def card(self, files, train, wanted, options):
        from recommender.ml import rating_sets, training

        return {
            **training.description(train, items=options["items"], kept=options["kept"]),
            "training_data": [{"file": file.path.name, "ratings": len(file.interactions)} for file in files],
            "fingerprint": rating_sets.fingerprint(files),
            "licence": "Follows the ratings: see NOTICE beside the weights. MovieLens: non-commercial.",
            "measures": training.measure(train, wanted, kept=options["kept"]),
        }

    def say(self, text, started):
        print(f"{time.monotonic() - started:.0f} s: {text}", file=sys.stderr, flush=True)


def publish(packed, card, options):
    from recommender.ml import packing
    from recommender.ml.item_item import ItemItem

    served = ItemItem(packed, {})
    golden = [[pick.key, round(pick.score, 4)] for pick in served.top(dict.fromkeys(PICKED, 1.0), 10)]
    version = options["model_version"] or datetime.now(UTC).strftime("%Y.%m.%d.%H%M%S")
    try:
        artefact = artefacts.publish(
            store=settings.ARTEFACTS_DIR,
            name=NAME,
            version=version,
            card={**card, "golden": {"picked": PICKED, "top": golden}, "trained_at": datetime.now(UTC).isoformat()},
            write=lambda folder: packing.write(folder, packed),
        )
    except FileExistsError as error:
        raise CommandError(str(error), returncode=WRONG_USE) from error
    artefacts.activate(store=settings.ARTEFACTS_DIR, name=NAME, version=version)
    return artefact
