"""Production speaks TLS only, and has a keyset of its own for voices."""

import subprocess
import sys

import pytest

from emosense.checking import LIKE_PRODUCTION
from emosense.tests.processes import ROOT, environment

CHECK = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
SHOWN = """
import django; django.setup()
from django.conf import settings as s
print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31_536_000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS,
      s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY)
"""


def output_of(command, tmp_path, **given):
    surroundings = {**environment(tmp_path), **LIKE_PRODUCTION, **given}
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True)


@pytest.mark.slow
def test_the_check_for_production_says_nothing(tmp_path):
    done = output_of(CHECK, tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_production_demands_tls_hsts_and_secure_cookies(tmp_path):
    done = output_of([sys.executable, "-c", SHOWN], tmp_path)

    assert done.stdout.split() == ["True"] * 6


@pytest.mark.slow
def test_the_check_refuses_a_keyset_that_is_none(tmp_path):
    done = output_of(CHECK, tmp_path, EMOSENSE_AUDIO_KEYSET='{"key": []}')

    assert done.returncode != 0
    assert "speech.E001" in done.stderr


@pytest.mark.slow
def test_the_check_refuses_a_keyset_that_others_can_read(tmp_path):
    keyset = tmp_path / "keyset.json"
    keyset.write_text(LIKE_PRODUCTION["EMOSENSE_AUDIO_KEYSET"])
    keyset.chmod(0o644)

    done = output_of(CHECK, tmp_path, EMOSENSE_AUDIO_KEYSET=str(keyset))

    assert "speech.E002" in done.stderr
