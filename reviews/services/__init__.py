"""What changes movies, reviews, readings and scores; each idea in its own file."""

from reviews.services.comments import add_comment, delete_comment
from reviews.services.feedback import NothingRead, answer_reading
from reviews.services.lists import add_to_list, change_list, create_list, delete_list, remove_from_list
from reviews.services.moderation import (
    NotAModerator,
    NothingToUndo,
    ReasonMissing,
    set_visibility,
    undo_visibility,
)
from reviews.services.movie_facts import CreditFact, MovieFacts, facts_from_json
from reviews.services.movies import upsert_movie, upsert_movies
from reviews.services.privacy import erase_person
from reviews.services.reports import AlreadyDecided, decide_report, report_review
from reviews.services.reviews import NotInTeam, NotOpen, NotYours, delete_review, edit_review, submit_review
from reviews.services.scores import (
    make_score_rows,
    mark_all_scores_stale,
    mark_scores_stale,
    refresh_score,
    refresh_scores,
)
from reviews.services.sources import ensure_sources, source_named
from reviews.services.texts import UnusableText, storable, usable_text
from reviews.services.unread import text_changed, wait_for_reading
from reviews.services.votes import OwnReview, vote_helpful, withdraw_helpful
from reviews.services.wake import wake_readers, wake_scores

__all__ = [
    "AlreadyDecided",
    "CreditFact",
    "MovieFacts",
    "NotAModerator",
    "NotInTeam",
    "NotOpen",
    "NotYours",
    "NothingRead",
    "NothingToUndo",
    "OwnReview",
    "ReasonMissing",
    "UnusableText",
    "add_comment",
    "add_to_list",
    "answer_reading",
    "change_list",
    "create_list",
    "decide_report",
    "delete_comment",
    "delete_list",
    "delete_review",
    "edit_review",
    "ensure_sources",
    "erase_person",
    "facts_from_json",
    "make_score_rows",
    "mark_all_scores_stale",
    "mark_scores_stale",
    "refresh_score",
    "refresh_scores",
    "remove_from_list",
    "report_review",
    "set_visibility",
    "source_named",
    "storable",
    "submit_review",
    "text_changed",
    "undo_visibility",
    "upsert_movie",
    "upsert_movies",
    "usable_text",
    "vote_helpful",
    "wait_for_reading",
    "wake_readers",
    "wake_scores",
    "withdraw_helpful",
]
