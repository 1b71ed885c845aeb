"""Pages of movies, reviews, imports and lists."""

from django.urls import path

from reviews.views import crawls, doubts, facts, imports, lists, makers, movies, responses, reviews, similar, sources

app_name = "reviews"
urlpatterns = [
    path("movies/", movies.movie_list, name="movie_list"),
    path("movies/<slug:slug>/", movies.movie_detail, name="movie_detail"),
    path("movies/<slug:slug>/facts/", facts.movie_facts, name="movie_facts"),
    path("movies/<slug:slug>/similar/", similar.movie_similar, name="movie_similar"),
    path("genres/<slug:slug>/", facts.genre, name="genre"),
    path("people/", makers.people, name="people"),
    path("people/<slug:slug>/", makers.person_detail, name="person_detail"),
    path("studios/", makers.studios, name="studios"),
    path("studios/<slug:slug>/", makers.studio_detail, name="studio_detail"),
    path("movies/<slug:slug>/reviews/", movies.movie_reviews, name="movie_reviews"),
    path("movies/<slug:slug>/lists/", lists.list_add, name="list_add"),
    path("movies/<slug:slug>/crawl/", crawls.crawl, name="crawl"),
    path("reviews/new/", reviews.review_new, name="review_new"),
    path("reviews/mine/", reviews.my_reviews, name="my_reviews"),
    path("reviews/<int:review_id>/", reviews.review_detail, name="review_detail"),
    path("reviews/<int:review_id>/edit/", reviews.review_edit, name="review_edit"),
    path("reviews/<int:review_id>/delete/", reviews.review_delete, name="review_delete"),
    path("reviews/<int:review_id>/helpful/", responses.helpful, name="review_helpful"),
    path("reviews/<int:review_id>/report/", responses.report, name="review_report"),
    path("reviews/<int:review_id>/comments/", responses.comment_new, name="review_comment"),
    path("reviews/<int:review_id>/comments/<int:comment_id>/delete/", responses.comment_delete, name="comment_delete"),
    path("reviews/<int:review_id>/reading-answer/", responses.reading_answer, name="reading_answer"),
    path("reviews/import/", imports.import_new, name="import_new"),
    path("reviews/import/doubts/", doubts.doubt_list, name="doubt_list"),
    path("reviews/import/doubts/<int:doubt_id>/", doubts.doubt_decide, name="doubt_decide"),
    path("reviews/import/<uuid:import_id>/", imports.import_map, name="import_map"),
    path("reviews/import/<uuid:import_id>/read-as/", imports.import_read_as, name="import_read_as"),
    path("reviews/import/<uuid:import_id>/discard/", imports.import_discard, name="import_discard"),
    path("reviews/import/<uuid:import_id>/failures.csv", imports.import_failures, name="import_failures"),
    path("sources/", sources.source_list, name="source_list"),
    path("sources/<slug:slug>/", sources.source_detail, name="source_detail"),
    path("lists/", lists.list_index, name="list_index"),
    path("lists/<int:list_id>/", lists.list_detail, name="list_detail"),
    path("lists/<int:list_id>/edit/", lists.list_edit, name="list_edit"),
    path("lists/<int:list_id>/delete/", lists.list_delete, name="list_delete"),
    path("lists/<int:list_id>/movies/<slug:slug>/remove/", lists.list_remove, name="list_remove"),
]
