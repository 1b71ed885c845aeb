"""Work off the request: similar movies, personal lists, training."""

from recommender.tasks.lists import compute_lists, sweep_known
from recommender.tasks.neighbours import refresh_neighbours, sweep_neighbours

__all__ = ["compute_lists", "refresh_neighbours", "sweep_known", "sweep_neighbours"]
