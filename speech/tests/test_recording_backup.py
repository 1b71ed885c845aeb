"""A backup holds sealed voices with what opens them, and not a byte of a voice in plain."""

import shutil

import pytest

from emosense.tests.processes import Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]
SEAL = "from speech.storage import AudioStorage; from django.core.files.base import ContentFile; "
SAID = "a voice that nobody else hears. "


def test_a_voice_comes_back_sealed_with_its_key(tmp_path):
    installation = Installation(tmp_path / "var")
    installation.var.mkdir()
    try:
        installation.manage("migrate", "--verbosity", "0")
        sealed = installation.manage(
            "shell", "-c", f"{SEAL}print(AudioStorage().save('voice', ContentFile(500 * {SAID!r}.encode())))"
        )
        name = sealed.split()[-1]

        installation.manage("backup", str(tmp_path / "backup.tar"))
        for folder in ("media", "keys"):
            shutil.rmtree(installation.var / folder)
        installation.manage("restore", str(tmp_path / "backup.tar"))

        heard = installation.manage("shell", "-c", f"{SEAL}print(AudioStorage().open({name!r}).read().decode())")
        assert heard.count(SAID) == 500
        assert b"nobody else hears" not in (tmp_path / "backup.tar").read_bytes()
        assert (installation.var / "media" / "recordings" / f"{name}.key").is_file()
    finally:
        installation.clear_away()
