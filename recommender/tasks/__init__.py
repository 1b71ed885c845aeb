"""Work off the request: similar movies, personal lists, training."""

from recommender.tasks.lists import compute_lists, sweep_known
from recommender.tasks.neighbours import refresh_neighbours, sweep_neighbours
from recommender.tasks.training import order_training, train_recommender

__all__ = [
    "compute_lists",
    "order_training",
    "refresh_neighbours",
    "sweep_known",
    "sweep_neighbours",
    "train_recommender",
]
