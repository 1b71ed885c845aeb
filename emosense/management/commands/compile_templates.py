"""Compiles every template of ours: a tag that is not closed, or a filter that does not exist, is found here."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    help = __doc__
    needs_services = False
    requires_system_checks = []

    def handle(self, **options):
        faults = [fault for name in template_names() if (fault := compile_fault(name))]
        if faults:
            raise CommandError("\n".join(faults))


def template_names():
    folders = [*settings.TEMPLATES[0]["DIRS"], *settings.BASE_DIR.glob("*/templates")]
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in {".html", ".txt", ".xml"}:
                yield str(path.relative_to(folder))


def compile_fault(name):
    try:
        get_template(name)
    except (TemplateSyntaxError, UnicodeDecodeError) as error:
        return f"{name}: {error}"
    return None
