"""What the import commands share: a file of any size into the database, without a web server or a worker."""

import csv
import sys
from functools import partial
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Team, User
from reviews.review_files import formats
from reviews.review_files.cells import without_formula
from reviews.review_files.columns import field_names
from reviews.review_files.dates import ORDERS, guess_order
from reviews.review_files.presets import mapping_of, preset_of
from reviews.review_files.rows import FileRefused
from reviews.review_files.stars import SCALES, guess_scale
from reviews.selectors.imports import failure_table, failures_of, movie_named
from reviews.selectors.movie_matching import MovieUnknown
from reviews.services import import_run, imports, uploads

DONE, NOTHING_WRITTEN, WRONG_USE, SOME_FAILED, STOPPED = 0, 1, 2, 3, 130
COUNTED_UP_TO = 500 * 2**20  # bytes; a larger file is not read once more only to know its number of rows
FAILURES_SHOWN = 5
EXITS = (
    "Run again after a stop it goes on: what came in stays, nothing comes twice. "
    "Exit: 0 done, 3 some rows failed, 1 nothing came in, 2 wrong use or file."
)


class ImportCommand(BaseCommand):
    """One command per content; see its `help`."""

    content: str
    is_private_possible = True
    has_stars = True

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        if self.is_private_possible:
            parser.add_argument("--movie", help="for rows that name no movie: slug, IMDb id, or Title (year)")
            seen_by = parser.add_mutually_exclusive_group(required=True)
            seen_by.add_argument("--public", action="store_true", help="for everybody")
            seen_by.add_argument("--team", help="only for the team of this name or id")
        if self.has_stars:
            parser.add_argument("--star-scale", choices=SCALES, default="")
        parser.add_argument("--source", default="", help="where they come from; a known file says it itself")
        fields = ", ".join(field_names(self.content))
        parser.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN", help=f"fields: {fields}")
        parser.add_argument("--date-order", choices=ORDERS, default="")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--delimiter", default="", help="the one character between the cells")
        parser.add_argument("--failures", type=Path, help="a CSV file for the rows that failed")

    def handle(self, *args, **options):
        try:
            with self.table_of(options) as table:
                self.take_in_table({**options, "file": table, "name": options["file"].name})
        except (FileRefused, OSError) as error:
            raise CommandError(f"{options['file']}: {error}", returncode=WRONG_USE) from error

    def table_of(self, options):
        return uploads.unpacked_here(options["file"], content=self.content)

    def take_in_table(self, options):
        form = described(options)
        choices = chosen(self.content, form, options)
        review_import = imports.record_import(
            file_name=options["name"],
            size=options["file"].stat().st_size,
            form=form,
            choices=choices,
            at=timezone.now(),
            content=self.content,
        )
        self.take_in(review_import, form, options["file"])
        review_import.refresh_from_db()
        self.report(review_import, options["failures"])
        if code := exit_code(review_import):
            sys.exit(code)

    def take_in(self, review_import, form, path):
        with Bar(total_of(path, form), stream=self.stderr) as bar:
            try:
                import_run.take_in(
                    review_import=review_import, path=path, form=form, progress=bar, rows_done=0, now=timezone.now
                )
            except KeyboardInterrupt:
                self.stderr.write("Stopped. What came in stays; the same command goes on.")
                sys.exit(STOPPED)
            except FileRefused as refused:
                raise CommandError(f"{refused} What came in before stays.", returncode=SOME_FAILED) from refused
        import_run.finish_import(review_import=review_import, at=timezone.now())

    def report(self, review_import, failures):
        counts = import_run.counts_of(review_import)
        self.stderr.write(", ".join(f"{number:,} {name}" for name, number in counts.items()))
        for failure in failures_of(review_import)[:FAILURES_SHOWN]:
            self.stderr.write(f"  row {failure.row_number:,}: {failure.reason}")
        if failures is not None:
            with failures.open("w", newline="", encoding="utf-8-sig") as file:
                csv.writer(file).writerows(
                    [without_formula(cell) for cell in row] for row in failure_table(review_import)
                )


class Bar:
    """A progress bar that an import run can advance."""

    def __init__(self, total, *, stream):
        self.bar = tqdm(total=total, unit=" rows", file=stream, mininterval=0.5)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.bar.close()

    def advance(self, *, done=0, failed=0, step=None, total=None, cursor=None):
        self.bar.update(done)


class NoBar:
    def advance(self, **progress):
        """Counting shows nothing."""


def described(options):
    path = options["file"]
    try:
        return formats.describe(
            path, name=path.name, encoding=options["encoding"], delimiter=options["delimiter"].replace("\\t", "\t")
        )
    except (FileRefused, OSError, LookupError) as error:
        raise CommandError(f"{options['name']}: {error}", returncode=WRONG_USE) from error


def chosen(content, form, options):
    """What the command line says and the file shows. Exits with 2 where that is not enough."""
    mapping = {**mapping_of(form.columns, content), **told_columns(options["column"])}
    mapping = {name: column for name, column in mapping.items() if column}
    sample = partial(sample_of, options["file"], form)
    preset = preset_of(form.columns, content)
    choices = imports.ImportChoices(
        mapping=mapping,
        team=team_named(options["team"]) if options.get("team") else None,
        movie=movie_of(options["movie"]) if options.get("movie") else None,
        star_scale=scale_of(mapping, form, sample, options.get("star_scale"), preset),
        date_order=order_of(mapping, form, sample, options["date_order"], preset),
        source_name=options["source"] or (preset.source_name if preset else imports.DEFAULT_SOURCE),
        person=person_of(options["person"]) if options.get("person") else None,
    )
    try:
        return imports.check_choices(columns=form.columns, choices=choices, sample=sample, content=content)
    except imports.MappingRefused as refused:
        words = "\n".join(f"  {name}: {reason}" for name, reason in refused.errors.items())
        raise CommandError(f"This does not fit the file:\n{words}", returncode=WRONG_USE) from refused


def scale_of(mapping, form, sample, told, preset):
    """As it was told, else as the known file has it, else as the first rows show."""
    column = mapping.get("stars") or mapping.get("rating")
    if told or column not in form.columns:
        return told or ""
    return (preset.star_scale if preset else "") or guess_scale(sample(column))


def order_of(mapping, form, sample, told, preset):
    column = mapping.get("date") or mapping.get("release_date")
    if told or column not in form.columns:
        return told
    order = (preset.date_order if preset else "") or guess_order(sample(column))
    return order if order in ORDERS else ""


def told_columns(pairs):
    """FIELD=COLUMN pairs; FIELD= takes a guess back."""
    if wrong := [pair for pair in pairs if "=" not in pair]:
        raise CommandError(f"--column wants FIELD=COLUMN, not {wrong[0]}", returncode=WRONG_USE)
    return dict(pair.split("=", 1) for pair in pairs)


def sample_of(path, form, column):
    place = form.columns.index(column)
    return [row.cells[place] for row in islice(formats.rows(path, form), imports.SAMPLE) if not row.problem]


def team_named(name):
    found = list(Team.objects.filter(Q(name=name) | Q(pk=int(name) if name.isdecimal() else None))[:2])
    if len(found) != 1:
        words = "No team" if not found else "More than one team"
        raise CommandError(f"{words} is called {name}.", returncode=WRONG_USE)
    return found[0]


def person_of(email):
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"Nobody has the address {email}.", returncode=WRONG_USE)
    return person


def movie_of(name):
    try:
        return movie_named(name)
    except MovieUnknown as unknown:
        raise CommandError(str(unknown), returncode=WRONG_USE) from unknown


def total_of(path, form):
    if path.stat().st_size > COUNTED_UP_TO:
        return None
    return import_run.count_rows(path=path, form=form, progress=NoBar())


def exit_code(review_import):
    taken = review_import.created + review_import.updated + review_import.unchanged
    if not taken and not (review_import.content == "movies" and review_import.doubtful):
        return NOTHING_WRITTEN if review_import.failed or not review_import.skipped else DONE
    return SOME_FAILED if review_import.failed else DONE
