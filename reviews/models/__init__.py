"""Movies, reviews, their readings and scores; each idea in its own file."""

from reviews.models.aspect import AspectSentence, MovieAspects, UnreadAspects
from reviews.models.crawl import Crawl
from reviews.models.explanation import ReadingExplanation, UnexplainedReading
from reviews.models.feed import Feed, FeedDelivery, FeedSecret
from reviews.models.imports import ImportFailure, ReviewImport
from reviews.models.movie import Credit, Genre, Movie, MovieList, Person, Studio
from reviews.models.movie_records import MovieDoubt, MovieRecord
from reviews.models.neighbour import HiddenMovie, MovieNeighbour, NeighbourState
from reviews.models.rating import Rating
from reviews.models.review import Comment, HelpfulVote, ModerationEvent, Review, ReviewReport, Visibility
from reviews.models.score import MovieScore
from reviews.models.search import SearchDocument, SearchWord
from reviews.models.sentiment import Reading, ReadingFeedback, UnreadReview
from reviews.models.source import Source
from reviews.models.source_figures import SourceFigures, SourceTotals
from reviews.models.withdrawn import WithdrawnReview

__all__ = [
    "AspectSentence",
    "Comment",
    "Crawl",
    "Credit",
    "Feed",
    "FeedDelivery",
    "FeedSecret",
    "Genre",
    "HelpfulVote",
    "HiddenMovie",
    "ImportFailure",
    "ModerationEvent",
    "Movie",
    "MovieAspects",
    "MovieDoubt",
    "MovieList",
    "MovieNeighbour",
    "MovieRecord",
    "MovieScore",
    "NeighbourState",
    "Person",
    "Rating",
    "Reading",
    "ReadingExplanation",
    "ReadingFeedback",
    "Review",
    "ReviewImport",
    "ReviewReport",
    "SearchDocument",
    "SearchWord",
    "Source",
    "SourceFigures",
    "SourceTotals",
    "Studio",
    "UnexplainedReading",
    "UnreadAspects",
    "UnreadReview",
    "Visibility",
    "WithdrawnReview",
]
