"""One movie's reviews from a source's pages, without a web server or a worker."""

import re
import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from reviews.models import Crawl, Movie, Source
from reviews.services import crawl_run, crawl_sources, crawls
from reviews.services.crawl_process import CrawlBroken

DONE, NOTHING_WRITTEN, WRONG_USE, SOME_FAILED, REFUSED, STOPPED = 0, 1, 2, 3, 5, 130


class Command(BaseCommand):
    help = (
        "Fetches a movie's reviews from a source's web pages, one request at a time. Off until a permission is "
        "recorded on the source in the admin. After a stop the same command goes on. Exit: 0 done, 3 some not kept or "
        "stopped early, 1 nothing came in, 2 wrong use or switched off, 5 refused by the site."
    )

    def add_arguments(self, parser):
        parser.add_argument("movie", help="IMDb id of a movie in the catalogue, such as tt0111161")
        parser.add_argument("--limit", type=int, default=crawls.DEFAULT_LIMIT, help="reviews, at most (%(default)s)")
        parser.add_argument("--source", default="imdb-web", help="the source's slug (%(default)s)")

    def handle(self, *args, **options):
        source = source_of(options["source"])
        with crawl_sources.turn(source) as is_ours:
            if not is_ours:
                raise CommandError(f"{source.name} is being crawled already: one at a time.", returncode=WRONG_USE)
            crawl = opened(source, options)
            self.run(crawl)
        self.report(crawl)
        if code := exit_code(crawl):
            sys.exit(code)

    def run(self, crawl):
        with Bar(crawl, stream=self.stderr) as bar:
            try:
                crawl_run.run(crawl=crawl, progress=bar, now=timezone.now)
            except KeyboardInterrupt:
                self.stderr.write("Stopped. What came in stays; the same command goes on.")
                sys.exit(STOPPED)
            except CrawlBroken as broken:
                raise CommandError(f"The crawl broke: {broken}", returncode=SOME_FAILED) from broken

    def report(self, crawl):
        counts = crawl_run.counts_of(crawl)
        self.stderr.write(
            f"{crawl.get_state_display()}: {counts['created']:,} new, {counts['updated']:,} changed, "
            f"{counts['unchanged']:,} known already, {counts['without_text']:,} without a text, "
            f"{counts['failed']:,} failed; {counts['pages']:,} pages."
        )
        if crawl.error:
            self.stderr.write(crawl.error)


class Bar:
    """The crawl's progress on a terminal."""

    def __init__(self, crawl, stream):
        self.bar = tqdm(total=crawl.limit, initial=crawl.taken, unit=" reviews", file=stream, disable=None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()

    def advance(self, *, done=0, total=None, **_):
        if total is not None:
            self.bar.total = total
        self.bar.update(done)


def source_of(slug):
    try:
        return crawl_sources.crawl_source(slug)
    except Source.DoesNotExist:
        raise CommandError(f"No source to crawl is called {slug}.", returncode=WRONG_USE) from None


def opened(source, options):
    if not 1 <= options["limit"] <= crawls.MAX_LIMIT:
        raise CommandError(f"--limit must be between 1 and {crawls.MAX_LIMIT:,}.", returncode=WRONG_USE)
    try:
        return crawls.open_crawl(
            movie=movie_of(options["movie"]), source=source, limit=options["limit"], at=timezone.now()
        )
    except crawl_sources.CrawlingForbidden as forbidden:
        raise CommandError(str(forbidden), returncode=WRONG_USE) from forbidden
    except crawls.CrawlRunning:
        raise CommandError("A worker has this movie's crawl: see /jobs/.", returncode=WRONG_USE) from None


def movie_of(imdb_id):
    if not re.fullmatch(r"tt\d{7,10}", imdb_id):
        raise CommandError(f"“{imdb_id[:40]}” is not an IMDb id (tt and seven digits or more).", returncode=WRONG_USE)
    movie = Movie.objects.filter(imdb_id=imdb_id).first()
    if movie is None:
        raise CommandError(f"No movie in the catalogue has the IMDb id {imdb_id}.", returncode=WRONG_USE)
    return movie


def exit_code(crawl):
    if crawl.state == Crawl.State.REFUSED:
        return REFUSED
    if crawl.state == Crawl.State.FAILED:
        return SOME_FAILED if crawl.taken else NOTHING_WRITTEN
    return SOME_FAILED if crawl.failed or crawl.error else DONE
