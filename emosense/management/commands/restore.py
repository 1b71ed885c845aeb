"""Puts back what `backup` wrote; what it replaces is backed up first."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from emosense.backups import BackupFailed, restore_backup
from emosense.supervisor.services import read_holder


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if read_holder(settings.VAR_DIR / "run" / "holder.json").get("what") == "run":
            raise CommandError("EmoSense is running: stop it first, for nobody may write while the data is replaced.")
        kept = settings.VAR_DIR / "backups" / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}.tar"
        try:
            restore_backup(source=file, keep_present_in=kept)
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        if kept.exists():
            self.stderr.write(f"What was replaced is kept in {kept}")
        self.stderr.write(f"The database and the files are again as in {file}.")
