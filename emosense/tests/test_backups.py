"""Backup and restore with a real PostgreSQL: whole, private, and nothing half-done."""

import subprocess
import sys
import tarfile

import pytest

from emosense.tests.processes import ROOT, Installation, environment

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]
SITE = "from django.contrib.sites.models import Site; "


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("backup") / "var")
    installation.var.mkdir()
    installation.manage("migrate", "--verbosity", "0")
    yield installation
    installation.clear_away()


def test_what_was_lost_after_a_backup_comes_back_with_its_files(installation, tmp_path):
    upload = installation.var / "media" / "voice.enc"
    upload.parent.mkdir()
    upload.write_text("a recording")
    installation.manage("shell", "-c", SITE + "Site.objects.create(domain='a.example', name='before')")
    file = tmp_path / "backup.tar"

    installation.manage("backup", str(file))
    installation.manage("shell", "-c", SITE + "Site.objects.filter(name='before').delete()")
    upload.unlink()
    installation.manage("restore", str(file))

    assert (
        installation.manage("shell", "-c", SITE + "print(Site.objects.filter(name='before').count())").strip()[-1]
        == "1"
    )
    assert upload.read_text() == "a recording"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list((installation.var / "backups").glob("before-restore-*.tar"))


def test_a_file_that_is_no_backup_changes_nothing(installation, tmp_path):
    odd = tmp_path / "odd.tar"
    with tarfile.open(odd, "w") as archive:
        escaping = tarfile.TarInfo("../escaped")
        archive.addfile(escaping)
    key = (installation.var / "secret_key").read_text()

    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(odd)],
        cwd=ROOT,
        env=environment(installation.var),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.strip().endswith(f"{odd} is not a backup of EmoSense, or not all of it.")
    assert (installation.var / "secret_key").read_text() == key
    assert not (installation.var.parent / "escaped").exists()
