"""What changes tastes and lists; each idea in its own file."""

from recommender.services.feedback import (
    MOST_CORRECTIONS,
    PICKS,
    TooFewPicks,
    TooManyCorrections,
    UnknownFacet,
    correct_profile,
    give_feedback,
    pick_movies,
    picks_wanted,
    set_surprise,
    take_back,
)
from recommender.services.lists import MadeBy, NewCard, store_known, store_lists
from recommender.services.tastes import adopt, erase_person, make_taste, order_lists, tidy
from recommender.services.training import TRAINING, order_training

__all__ = [
    "MOST_CORRECTIONS",
    "PICKS",
    "TRAINING",
    "MadeBy",
    "NewCard",
    "TooFewPicks",
    "TooManyCorrections",
    "UnknownFacet",
    "adopt",
    "correct_profile",
    "erase_person",
    "give_feedback",
    "make_taste",
    "order_lists",
    "order_training",
    "pick_movies",
    "picks_wanted",
    "set_surprise",
    "store_known",
    "store_lists",
    "take_back",
    "tidy",
]
