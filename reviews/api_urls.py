"""Routes of the API: movies, reviews, readings, imports, lists."""

from django.urls import path

from reviews.api import aspects, bulk, crawls, doubts, imports, lists, movies, responses, reviews, sentiment

urlpatterns = [
    path("genres/", movies.GenresView.as_view(), name="genres"),
    path("movies/", movies.MoviesView.as_view(), name="movies"),
    path("movies/<int:movie_id>/", movies.MovieView.as_view(), name="movie"),
    path("movies/<int:movie_id>/score/", movies.MovieScoreView.as_view(), name="movie_score"),
    path("movies/<int:movie_id>/aspects/", aspects.MovieAspectsView.as_view(), name="movie_aspects"),
    path("movies/<int:movie_id>/reviews/", movies.MovieReviewsView.as_view(), name="movie_reviews"),
    path("movies/<int:movie_id>/crawls/", crawls.MovieCrawlsView.as_view(), name="movie_crawls"),
    path("reviews/", reviews.ReviewsView.as_view(), name="reviews"),
    path("reviews/mine/", reviews.MyReviewsView.as_view(), name="my_reviews"),
    path("reviews/bulk/", bulk.BulkReviewsView.as_view(), name="reviews_bulk"),
    path("reviews/<int:review_id>/", reviews.ReviewView.as_view(), name="review"),
    path("reviews/<int:review_id>/helpful/", responses.HelpfulView.as_view(), name="review_helpful"),
    path("reviews/<int:review_id>/comments/", responses.CommentsView.as_view(), name="comments"),
    path("reviews/<int:review_id>/comments/<int:comment_id>/", responses.CommentView.as_view(), name="comment"),
    path("reviews/<int:review_id>/reports/", responses.ReportsView.as_view(), name="review_reports"),
    path("reviews/<int:review_id>/readings/", responses.ReadingsView.as_view(), name="review_readings"),
    path("reviews/<int:review_id>/reading-answers/", responses.ReadingAnswersView.as_view(), name="reading_answers"),
    path("sentiment/", sentiment.SentimentView.as_view(), name="sentiment"),
    path("sentiment/<uuid:token>/", sentiment.SentimentAnswerView.as_view(), name="sentiment_answer"),
    path("imports/", imports.ImportsView.as_view(), name="imports"),
    path("imports/<uuid:import_id>/", imports.ImportView.as_view(), name="import"),
    path("imports/<uuid:import_id>/check/", imports.ImportCheckView.as_view(), name="import_check"),
    path("imports/<uuid:import_id>/start/", imports.ImportStartView.as_view(), name="import_start"),
    path("imports/<uuid:import_id>/failures/", imports.ImportFailuresView.as_view(), name="import_failures"),
    path("movie-doubts/", doubts.MovieDoubtsView.as_view(), name="movie_doubts"),
    path("movie-doubts/<int:doubt_id>/decide/", doubts.MovieDoubtDecisionView.as_view(), name="movie_doubt_decide"),
    path("lists/", lists.ListsView.as_view(), name="lists"),
    path("lists/<int:list_id>/", lists.ListView.as_view(), name="list"),
    path("lists/<int:list_id>/movies/", lists.ListMoviesView.as_view(), name="list_movies"),
    path("lists/<int:list_id>/movies/<int:movie_id>/", lists.ListMovieView.as_view(), name="list_movie"),
]
