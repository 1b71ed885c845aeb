"""Writes everything that must not be lost into one file; works while EmoSense runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from emosense.backups import BackupFailed, make_backup


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="where to; keep it safe, for it holds keys and personal data")

    def handle(self, *, file, **options):
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        try:
            size = make_backup(target=file, at=timezone.now())
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{file} holds the database and the files: {size / 1e6:,.1f} MB, readable by you alone.")
