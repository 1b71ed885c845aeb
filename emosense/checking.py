"""`./dev check`: every check of the house, one line each, and what a failed one said."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import tink
from tink import aead, json_proto_keyset_format, secret_key_access

from emosense.supervisor.terminal import say, step


def new_keyset():
    """A keyset for voices, as an installation has one."""
    aead.register()
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    return json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)


ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "openapi.yaml"
LIKE_PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": hashlib.sha512(b"only for this check").hexdigest(),
    "ALLOWED_HOSTS": "emosense.example",
    "DATABASE_URL": "postgresql://emosense@database.example/emosense",
    "CELERY_BROKER_URL": "redis://broker.example/0",
    "EMAIL_URL": "smtp://mail.example:587?tls=1",
    "EMOSENSE_AUDIO_KEYSET": new_keyset(),
}


def module(*arguments):
    return [sys.executable, "-m", *arguments]


def manage(*arguments):
    return [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", *arguments]


COMMANDS = {
    "lint": module("ruff", "check", "."),
    "format": module("ruff", "format", "--check", "."),
    "templates: lint": module("djlint", "templates", "--lint", "--quiet"),
    "templates: compile": manage("compile_templates"),
    "imports point down": [str(Path(sys.executable).with_name("lint-imports"))],
    "types": module("mypy", "emosense", "accounts", "reviews", "speech", "recommender", "analytics"),
    "migrations": manage("makemigrations", "--check", "--dry-run"),
    "settings": manage("check", "--fail-level", "WARNING"),
    "settings, as in production": manage("check", "--deploy", "--fail-level", "WARNING"),
}


def main():
    failures = {}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "EMOSENSE_VAR": folder}
        for label, command in COMMANDS.items():
            extra = LIKE_PRODUCTION if "production" in label else {}
            with step(label):
                failures[label] = output_of(command, {**environment, **extra})
        for label, check in (("API schema", schema_drift), ("lock", lock_drift)):
            with step(label):
                failures[label] = check(environment)
    return report({label: text for label, text in failures.items() if text})


def output_of(command, environment):
    """What a failed command said; nothing of one that passed."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr).strip() or f"exit {done.returncode}"


def schema_drift(environment):
    """Says how the API differs from the schema in docs/; the file is what phones are built from."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "openapi.yaml")
        failed = output_of(manage("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh)), environment)
        if failed:
            return failed
        if SCHEMA.exists() and SCHEMA.read_text() == fresh.read_text():
            return ""
    return f"{SCHEMA.name} is not what the API gives: ./dev manage spectacular --file docs/openapi.yaml"


def lock_drift(environment):
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()
    first_line = (ROOT / "requirements.lock").read_text().partition("\n")[0]
    if digest not in first_line:
        return "requirements.txt changed since requirements.lock was made: run ./dev lock"
    return ""


def report(failures):
    for label, text in failures.items():
        say(f"\n--- {label}\n{text}")
    say(f"\n{len(failures)} of {len(COMMANDS) + 2} checks failed." if failures else "\nAll checks passed.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
