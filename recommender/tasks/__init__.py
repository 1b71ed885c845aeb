"""Work off the request: similar movies, personal lists, training."""

from recommender.tasks.neighbours import refresh_neighbours, sweep_neighbours

__all__ = ["refresh_neighbours", "sweep_neighbours"]
