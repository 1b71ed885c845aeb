"""Training on the ratings of the database: a job, published as an artefact, served without a restart.

Whatever happens to it, the old weights serve until new ones lie there whole, checked and better than popularity.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from emosense import artefacts
from emosense.jobs.models import Job
from emosense.jobs.services import PermanentFailure, lease
from recommender import services
from recommender.selectors import ratings
from recommender.selectors.films import film_facts
from recommender.selectors.serving import NAME
from recommender.tasks.neighbours import as_film
from recommender.tasks.weights import serving_weights

if TYPE_CHECKING:
    from recommender.ml.interactions import Interactions
    from recommender.ml.training import Wanted

KIND = services.TRAINING
LEAST_RATINGS, LEAST_PEOPLE = 1_000, 50
ITEMS, KEPT = 3_000, 250
HERE = "ratings of this installation"  # as a card calls them
OFTEN = 50_000  # ratings read between two words that the work goes on


@shared_task(name="recommender.tasks.order_training", soft_time_limit=60, time_limit=90)
def order_training():
    """Once a day: trains where enough ratings came since the last time that it worked."""
    now, count = timezone.now(), ratings.count_of_ratings()
    last = Job.objects.filter(kind=KIND, state="succeeded").order_by("-created_at").first()
    if count >= LEAST_RATINGS and (last is None or count >= 1.05 * last.payload.get("ratings", 0)):
        services.order_training(by=None, at=now, ratings=count)


@shared_task(name="recommender.tasks.train_recommender")
def train_recommender(*, job_id):
    """May run twice: a version is published once, under the name of its time."""
    with lease(job_id=job_id, now=timezone.now()) as work:
        if work is not None:
            work.result = train(work, at=timezone.now())


def train(work: Any, *, at: datetime) -> dict[str, Any]:
    """Reads, learns, measures, publishes; activates what beats popularity on held-out ratings."""
    from threadpoolctl import threadpool_limits

    from recommender.ml import training

    work.advance(step="reading ratings", total=4)
    interactions, keys, wanted = read(report=work.advance)
    refuse_few(interactions)
    with threadpool_limits(1):
        work.advance(done=1, step=f"learning from {len(interactions):,} ratings")
        served = [keys[place] for place in wanted.places]
        packed = training.pack(interactions, wanted, keys=served, kept=KEPT, report=work.advance)
        work.advance(done=1, step="measuring on held-out ratings")
        measures = training.measure(interactions, wanted, kept=KEPT, report=work.advance, serving=serving_among(keys))
    work.advance(done=1, step="publishing")
    better = is_better(measures)
    version = publish(packed, card_of(interactions, wanted, measures), activate=better, at=at)
    work.advance(done=1)
    return {"version": version, "activated": better, **measures}


def serving_among(keys: Sequence[str]) -> Any:
    """Gives the weights that serve now among the films of some places.

    None where none serve, or where they learned from this installation: they know what is held out.
    """
    from recommender.ml.collaborative.model import Linear

    weights = serving_weights()
    if weights is None or HERE in [one.get("file") for one in weights.card.get("training_data", [])]:
        return None
    return lambda places: Linear(*weights.between([keys[place] for place in places]))


def is_better(measures: dict[str, float]) -> bool:
    """Than popularity, and no worse than what serves: a thousand ratings do not replace two hundred thousand."""
    new = measures["ndcg_at_10_item_item"]
    return new > measures["ndcg_at_10_popularity"] and new >= measures.get("ndcg_at_10_serving", 0.0)


def read(*, report: Callable[[], None]) -> tuple["Interactions", tuple[str, ...], "Wanted"]:
    """Ratings as arrays (the later of two counts), films by IMDb id, and which films are served."""
    import numpy as np

    from recommender.ml import training
    from recommender.ml.contents import contents_of
    from recommender.ml.interactions import Interactions

    films = {facts.imdb_id: as_film(facts) for facts in film_facts().values() if facts.imdb_id}
    latest: dict[tuple[str, str], tuple[float, int]] = {}
    for number, (person, film, value, time) in enumerate(ratings.training_rows()):
        if number % OFTEN == 0:
            report()
        if (known := latest.get((person, film))) is None or time >= known[1]:
            latest[person, film] = value, time
    keys = tuple(sorted(films))
    people = {name: place for place, name in enumerate(sorted({person for person, _ in latest}))}
    places = {key: place for place, key in enumerate(keys)}
    interactions = Interactions(
        people=np.array([people[person] for person, _ in latest], dtype=np.int64),
        items=np.array([places[film] for _, film in latest], dtype=np.int64),
        values=np.array([value for value, _ in latest.values()], dtype=np.float32),
        times=np.array([max(time, 0) for _, time in latest.values()], dtype=np.int64),
        n_people=len(people),
        n_items=len(keys),
    )
    served = training.choose_items(interactions, always=always_served(len(keys)), most=ITEMS)
    return interactions, keys, training.Wanted(served, contents_of(keys, films))


def always_served(count: int) -> Any:
    """Every film of a small catalogue; of a large one the most rated, the others are found by their content."""
    import numpy as np

    return np.full(count, count <= ITEMS)


def refuse_few(interactions: "Interactions") -> None:
    if len(interactions) < LEAST_RATINGS or interactions.n_people < LEAST_PEOPLE:
        raise PermanentFailure(
            f"{len(interactions):,} ratings by {interactions.n_people:,} people of movies with an IMDb id are too few: "
            f"{LEAST_RATINGS:,} by {LEAST_PEOPLE} are needed. Import ratings and train again; the weights that serve "
            "now go on serving."
        )


def card_of(interactions: "Interactions", wanted: "Wanted", measures: dict[str, float]) -> dict[str, Any]:
    from recommender.ml import training

    return {
        **training.description(interactions, items=ITEMS, kept=KEPT),
        "training_data": [{"file": HERE, "ratings": len(interactions)}],
        "films": len(wanted.places),
        "licence": "Follows the ratings that were imported here.",
        "measures": measures,
    }


def publish(packed: dict[str, Any], card: dict[str, Any], *, activate: bool, at: datetime) -> str:
    from recommender.ml import packing

    version = at.strftime("%Y.%m.%d.%H%M%S%f")
    artefacts.publish(
        store=settings.ARTEFACTS_DIR,
        name=NAME,
        version=version,
        card={**card, "trained_at": at.isoformat()},
        write=lambda folder: packing.write(folder, packed),
    )
    if activate:
        artefacts.activate(store=settings.ARTEFACTS_DIR, name=NAME, version=version)
    return version
