"""Fills a new installation: sources, the starter catalogue, demo reviews and demo sign-ins; safe to run again."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews import services

DATA = Path(__file__).resolve().parents[2] / "data"
SIGN_INS = "demo-sign-ins.json"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-demo", action="store_true", help="the catalogue alone: no demo reviews, no demo people"
        )
        parser.add_argument("--in-production", action="store_true", help="load demo data even where PRODUCTION is set")

    def handle(self, *, no_demo, in_production, **options):
        if settings.PRODUCTION and not (no_demo or in_production):
            raise CommandError("PRODUCTION is set: say --no-demo, or --in-production if demo data is really wanted.")
        now = timezone.now()
        services.ensure_sources()
        movies = services.load_movies(rows=rows_of(DATA / "movies.jsonl"), at=now)
        self.stderr.write(f"{movies} movies are in the catalogue.")
        if not no_demo:
            self.load_demo(now)
        services.wake_scores()

    def load_demo(self, now):
        new = services.load_demo_reviews(rows=rows_of(DATA / "demo_reviews.jsonl"), at=now)
        self.stderr.write(f"{new} new demo reviews wait to be read.")
        sign_ins = demo_sign_ins(settings.VAR_DIR / SIGN_INS)
        services.load_demo_people(passwords={one["role"]: one["password"] for one in sign_ins}, at=now)
        self.stderr.write(f"The demo sign-ins are in {SIGN_INS}, readable by you alone.")


def rows_of(path):
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def demo_sign_ins(path):
    """The sign-ins of this installation; the passwords are made once and stay."""
    if path.exists():
        return json.loads(path.read_text())
    sign_ins = [
        {"role": role, "email": services.demo_address(role), "password": secrets.token_urlsafe(9)}
        for role in services.DEMO_NAMES
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        json.dump(sign_ins, stream, indent=1)
    return sign_ins
