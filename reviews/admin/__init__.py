"""Movies, reviews and reports in the Django admin; decisions go through services."""

from reviews.admin.feeds import FeedAdmin, FeedDeliveryAdmin
from reviews.admin.movies import GenreAdmin, MovieAdmin, PersonAdmin, StudioAdmin
from reviews.admin.ratings import MovieDoubtAdmin, MovieRecordAdmin, RatingAdmin
from reviews.admin.records import (
    CommentAdmin,
    ModerationEventAdmin,
    MovieScoreAdmin,
    ReadingFeedbackAdmin,
    ReviewImportAdmin,
    UnreadReviewAdmin,
)
from reviews.admin.reports import ReviewReportAdmin
from reviews.admin.reviews import ReviewAdmin
from reviews.admin.sources import CrawlAdmin, SourceAdmin

__all__ = [
    "CommentAdmin",
    "CrawlAdmin",
    "FeedAdmin",
    "FeedDeliveryAdmin",
    "GenreAdmin",
    "ModerationEventAdmin",
    "MovieAdmin",
    "MovieDoubtAdmin",
    "MovieRecordAdmin",
    "MovieScoreAdmin",
    "PersonAdmin",
    "RatingAdmin",
    "ReadingFeedbackAdmin",
    "ReviewAdmin",
    "ReviewImportAdmin",
    "ReviewReportAdmin",
    "SourceAdmin",
    "StudioAdmin",
    "UnreadReviewAdmin",
]
