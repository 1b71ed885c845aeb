"""Services for one management command: `./dev manage X` on a stopped system starts what X needs, and no more."""

import os
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.management import get_commands, load_command_class

from emosense.supervisor.services import services_on_demand

# Commands of others that touch neither database nor broker; our own say so with `needs_services = False`.
WITHOUT_SERVICES = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages"),
    *("spectacular", "startapp", "startproject", "testserver", "version", "makemigrations"),
}


def needs_services(argv):
    """True when the command on this line reads or writes the database or the broker."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if not words or {"--help", "-h", "--version"} & set(argv) or words[0] in WITHOUT_SERVICES:
        return False
    django.setup()
    app = get_commands().get(words[0])
    if app is None:
        return False  # Django says that it does not know it
    command = load_command_class(app, words[0]) if isinstance(app, str) else app
    return getattr(command, "needs_services", True)


@contextmanager
def services_for(argv):
    """Starts PostgreSQL and Redis for the length of the command where it needs them and none is given or running."""
    given = os.environ.get("DATABASE_URL") and os.environ.get("CELERY_BROKER_URL")
    if given or not needs_services(argv):
        yield
        return
    with services_on_demand(settings.VAR_DIR, what=f"manage {argv[1]}"):
        yield
