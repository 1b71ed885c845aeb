"""What changes movies, reviews, readings and scores; each idea in its own file."""

from reviews.services.aspects import (
    FoundSentence,
    ReviewToSearch,
    claim_aspects,
    record_aspects,
    search_again,
    wait_for_aspects,
)
from reviews.services.comments import add_comment, delete_comment, set_comment_visibility
from reviews.services.demo_people import DEMO_NAMES, demo_address, load_demo_people, remove_demo_people
from reviews.services.explanations import (
    NewExplanation,
    ask_explanations,
    can_be_explained,
    claim_unexplained,
    drop_superseded,
    note_unexplainable,
    record_explanation,
)
from reviews.services.feedback import NothingRead, answer_reading
from reviews.services.lists import add_to_list, change_list, create_list, delete_list, remove_from_list
from reviews.services.makers import count_movies, makers_of
from reviews.services.moderation import (
    NotAModerator,
    NothingToUndo,
    ReasonMissing,
    set_visibility,
    undo_visibility,
)
from reviews.services.movie_aspects import refresh_all_movie_aspects, refresh_movie_aspects
from reviews.services.movie_facts import CreditFact, MovieFacts, facts_from_json
from reviews.services.movie_scores import MovieFigures, record_movie_score
from reviews.services.movies import delete_movies, movie_changed, name_changed, upsert_movie, upsert_movies
from reviews.services.neighbours import (
    NewNeighbour,
    forget_hidden,
    hide_movies,
    mark_neighbours_stale,
    mark_new_movies,
    record_neighbours,
    show_movies_again,
)
from reviews.services.privacy import erase_person
from reviews.services.readings import NewReading, claim_unread, note_unavailable, record_readings
from reviews.services.reports import AlreadyDecided, PrivateToTeam, decide_report, report_review
from reviews.services.reviews import (
    ChangedMeanwhile,
    NotInTeam,
    NotOpen,
    NotYours,
    delete_review,
    edit_review,
    last_changed,
    submit_review,
)
from reviews.services.scores import (
    make_score_rows,
    mark_all_scores_stale,
    mark_aspects_stale,
    mark_scores_stale,
    refresh_score,
    refresh_scores,
)
from reviews.services.source_figures import recount_source_totals
from reviews.services.sources import ensure_sources, source_named
from reviews.services.starter import load_demo_reviews, load_movies, remove_demo_reviews
from reviews.services.texts import UnusableText, storable, usable_text
from reviews.services.texts_for_others import MOST_TEXTS, read_texts
from reviews.services.unread import follow_reading, read_again, text_changed, wait_for_reading
from reviews.services.votes import OwnReview, vote_helpful, withdraw_helpful
from reviews.services.wake import wake_aspects, wake_readers, wake_scores

__all__ = [
    "DEMO_NAMES",
    "MOST_TEXTS",
    "AlreadyDecided",
    "ChangedMeanwhile",
    "CreditFact",
    "FoundSentence",
    "MovieFacts",
    "MovieFigures",
    "NewExplanation",
    "NewNeighbour",
    "NewReading",
    "NotAModerator",
    "NotInTeam",
    "NotOpen",
    "NotYours",
    "NothingRead",
    "NothingToUndo",
    "OwnReview",
    "PrivateToTeam",
    "ReasonMissing",
    "ReviewToSearch",
    "UnusableText",
    "add_comment",
    "add_to_list",
    "answer_reading",
    "ask_explanations",
    "can_be_explained",
    "change_list",
    "claim_aspects",
    "claim_unexplained",
    "claim_unread",
    "count_movies",
    "create_list",
    "decide_report",
    "delete_comment",
    "delete_list",
    "delete_movies",
    "delete_review",
    "demo_address",
    "drop_superseded",
    "edit_review",
    "ensure_sources",
    "erase_person",
    "facts_from_json",
    "follow_reading",
    "forget_hidden",
    "hide_movies",
    "last_changed",
    "load_demo_people",
    "load_demo_reviews",
    "load_movies",
    "make_score_rows",
    "makers_of",
    "mark_all_scores_stale",
    "mark_aspects_stale",
    "mark_neighbours_stale",
    "mark_new_movies",
    "mark_scores_stale",
    "movie_changed",
    "name_changed",
    "note_unavailable",
    "note_unexplainable",
    "read_again",
    "read_texts",
    "record_aspects",
    "record_explanation",
    "record_movie_score",
    "record_neighbours",
    "record_readings",
    "recount_source_totals",
    "refresh_all_movie_aspects",
    "refresh_movie_aspects",
    "refresh_score",
    "refresh_scores",
    "remove_demo_people",
    "remove_demo_reviews",
    "remove_from_list",
    "report_review",
    "search_again",
    "set_comment_visibility",
    "set_visibility",
    "show_movies_again",
    "source_named",
    "storable",
    "submit_review",
    "text_changed",
    "undo_visibility",
    "upsert_movie",
    "upsert_movies",
    "usable_text",
    "vote_helpful",
    "wait_for_aspects",
    "wait_for_reading",
    "wake_aspects",
    "wake_readers",
    "wake_scores",
    "withdraw_helpful",
]
