"""Makes an installation ready to serve: tables, static files when they changed, starter data once."""

import hashlib
import io
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from emosense import embedded
from emosense.supervisor.terminal import step


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true", help="without the demo people and reviews")

    def handle(self, *, no_demo, **options):
        with step("database tables"):
            quietly("migrate", interactive=False)
            quietly("createcachetable")
            quietly("sync_roles")
        if static_files_changed():
            with step("static files"):
                quietly("collectstatic", interactive=False, clear=True)
                note_static_files()
        note = starter_note()
        if not note.exists() and "load_starter" in get_commands():
            with step("starter data"):
                call_command(
                    "load_starter", *(["--no-demo"] if no_demo else []), stdout=io.StringIO(), stderr=io.StringIO()
                )
            note.touch()


def quietly(name, **options):
    call_command(name, verbosity=0, stdout=io.StringIO(), **options)


def starter_note():
    """Beside the data it speaks of; one for each database elsewhere, so that a new one gets its starter data."""
    url = os.environ.get("DATABASE_URL", "")
    if url in {"", embedded.database_url(settings.VAR_DIR)}:
        return settings.VAR_DIR / "starter-loaded"
    return settings.VAR_DIR / f"starter-loaded-{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def static_note():
    return settings.STATIC_ROOT.with_name("static.sha256")


def static_files_changed():
    note = static_note()
    return not note.exists() or not settings.STATIC_ROOT.exists() or note.read_text() != fingerprint()


def note_static_files():
    static_note().write_text(fingerprint())


def fingerprint():
    """Of whatever decides which static files there are: our own by size and time, libraries by their locks."""
    digest = hashlib.sha256(f"{settings.DEBUG}".encode())
    for name in ("requirements.lock", "package-lock.json", "npm_files.json"):
        path = Path(settings.BASE_DIR, name)
        digest.update(path.read_bytes() if path.exists() else b"")
    for folder in sorted({*settings.STATICFILES_DIRS, *settings.BASE_DIR.glob("*/static")}):
        for path in sorted(Path(folder).rglob("*")):
            facts = path.stat()
            digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}".encode())
    return digest.hexdigest()
