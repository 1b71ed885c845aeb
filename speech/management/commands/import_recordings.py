"""A folder or a ZIP of recordings with a table of movies and consent, of any size."""

import zipfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Team, User
from speech import services
from speech.forms.terms import LANGUAGES
from speech.models import Retention
from speech.services.batches import UNPACKABLE, end_batch, files_of_archive, make_batch, rows_of_table


class Command(BaseCommand):
    help = (
        "Imports recordings. The table names `file`, `movie` (id, IMDb id, or title with the year) and "
        "`consent_basis`, on what basis that voice is sent. Exit code 1 when a line failed."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="FOLDER|ZIP")
        parser.add_argument("--csv", type=Path, help="the table; default: the one .csv in the folder or ZIP")
        parser.add_argument("--person", required=True, help="e-mail address of who sends them and may hear them")
        parser.add_argument("--team", help="name of a team of that person that may see the results")
        parser.add_argument("--no-transcript", action="store_true", help="the voices may not be written down")
        parser.add_argument("--no-emotion", action="store_true", help="how the voices sound may not be read")
        parser.add_argument("--keep-days", type=int, default=7, choices=[choice.value for choice in Retention])
        parser.add_argument("--language", default="en", choices=LANGUAGES, help="spoken; default: en")

    def handle(self, *, path, csv, person, team, no_transcript, no_emotion, keep_days, language, **options):
        by = User.objects.filter(email__iexact=person).first()
        if by is None:
            raise CommandError(f"Nobody here has the address {person}.")
        terms = services.BatchTerms(
            consent_transcript=not no_transcript,
            consent_emotion=not no_emotion,
            retention_days=keep_days,
            team=team_named(team, by),
        )
        try:
            batch = self.take_in(path, csv, terms, by, language)
        except services.NoPurpose as error:
            raise CommandError("Neither transcript nor emotion: there is nothing to do.") from error
        except (services.BadTable, OSError) as error:
            raise CommandError(str(error)) from error
        except UNPACKABLE as error:
            raise CommandError(f"{path} is not a ZIP archive that can be read.") from error
        self.report(batch)

    def take_in(self, path, table, terms, by, language):
        """The table is read first: one that will not do leaves no batch."""
        with ExitStack() as opened:
            if path.is_dir():
                content = (table or only_table(path)).read_bytes()
                files = list(rows_of_table(content, partial(file_below, path)))
            else:
                archive = opened.enter_context(zipfile.ZipFile(path))
                files = files_of_archive(archive, table=table.read_bytes() if table else None)
            batch = make_batch(terms=terms, file_name=path.name, by=by, at=timezone.now())
            progress = Dots(self.stdout)
            services.take_in_files(batch=batch, files=files, language=language, progress=progress, now=timezone.now)
            end_batch(batch, at=timezone.now())
        return batch

    def report(self, batch):
        refused = list(batch.rows.exclude(problem=""))
        self.stdout.write(f"\n{batch.rows.count() - len(refused)} recordings taken in, {len(refused)} refused.")
        for row in refused:
            self.stderr.write(f"line {row.number}, {row.file}: {row.problem}")
        if refused:
            raise CommandError(f"{len(refused)} of {batch.rows.count()} lines failed.", returncode=1)


class Dots:
    """Says how far it is."""

    def __init__(self, stdout):
        self.stdout = stdout

    def advance(self, *, done=0, failed=0, step=None, total=None):
        self.stdout.write("x" if failed else ".", ending="")
        self.stdout.flush()


def team_named(name, person):
    if not name:
        return None
    team = Team.objects.filter(name=name, memberships__person=person).first()
    if team is None:
        raise CommandError(f"{person} is in no team called {name}.")
    return team


def only_table(folder):
    tables = sorted(folder.glob("*.csv"))
    if len(tables) != 1:
        raise services.BadTable(f"{folder} holds {len(tables)} tables (.csv): name one with --csv.")
    return tables[0]


def file_below(folder, name):
    """How a file of the table is opened; none outside the folder is."""
    path = (folder / name).resolve()
    if not name or not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    return partial(path.open, "rb")
