"""Voices on the disk: unreadable without the key, whole or not at all."""

import io
import os
import random
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from tink import streaming_aead

from emosense.tests.processes import ROOT, environment
from speech import audio_keys
from speech.sealed_files import FIRST, LATER, DamagedFile, SealedFile, SealedWriter, key_bytes, new_data_key
from speech.storage import AudioStorage

MARK = b"MARK-OF-A-VOICE-"
SIZES = [0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + LATER, FIRST + LATER + 1, 300_000]


@pytest.fixture
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"
    settings.AUDIO_KEYSET = ""
    return AudioStorage()


@pytest.fixture
def stored(storage):
    """A file of 300 kB of marks, and its plaintext."""
    voice = MARK * 20_000
    return storage.save("voice", ContentFile(voice)), voice


@pytest.mark.parametrize("size", SIZES)
def test_a_sealed_file_reads_the_same_as_tinks_own_stream(tmp_path, size):
    voice, key = random.Random(size).randbytes(size), new_data_key()
    writer = SealedWriter(tmp_path / "voice", key=key, associated=b"name")
    writer.write(voice)
    writer.close()

    with SealedFile(tmp_path / "voice", key=key_bytes(key), associated=b"name") as ours:
        read_by_us = ours.read()
    with (tmp_path / "voice").open("rb") as sealed:
        read_by_tink = key.primitive(streaming_aead.StreamingAead).new_decrypting_stream(sealed, b"name").read()

    assert read_by_us == read_by_tink == voice
    assert ours.size == size


def test_any_range_is_read_without_what_lies_before_it(storage):
    voice = random.Random(1).randbytes(100_000)
    name = storage.save("voice", ContentFile(voice))
    places = [(0, 10), (FIRST - 3, 7), (FIRST + LATER - 1, 2), (50_000, 30_000), (99_990, 50)]

    with storage.sealed(name) as file:
        read = [(file.seek(start), file.read(length))[1] for start, length in places]

    assert read == [voice[start : start + length] for start, length in places]


def test_the_disk_holds_no_plaintext_and_says_nothing_by_its_names(storage, stored, tmp_path):
    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert len(files) == 3  # the voice, its key, the keyset
    assert not [path for path in files if MARK in path.read_bytes()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize("place", [0, 1, 20, 39, 40, 5_000, 200_000, -17, -1])
def test_a_tampered_byte_anywhere_gives_an_error_and_no_audio(storage, stored, place):
    name, _ = stored
    path = storage.place(name).path
    sealed = bytearray(path.read_bytes())
    sealed[place] ^= 1
    path.write_bytes(sealed)

    with pytest.raises(DamagedFile):
        storage.open(name)


@pytest.mark.parametrize("kept", [0, 10, 40, 56, 4096, 8192, 100_000])
def test_a_truncated_file_gives_an_error_and_no_audio(storage, stored, kept):
    name, _ = stored
    os.truncate(storage.place(name).path, kept)

    with pytest.raises(DamagedFile):
        storage.open(name)


def test_a_file_that_was_read_before_is_looked_at_again_once_it_changed(storage, stored):
    name, voice = stored
    assert storage.open(name).read() == voice
    path = storage.place(name).path
    before = path.stat()
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(DamagedFile):
        storage.open(name)


def test_files_that_changed_places_are_not_read(storage, stored):
    name, _ = stored
    other = storage.save("voice", ContentFile(b"another voice"))
    for suffix in ("", ".key"):
        path = storage.place(name).path
        path.with_name(path.name + suffix).write_bytes((storage._root() / f"{other}{suffix}").read_bytes())

    with pytest.raises(DamagedFile):
        storage.open(name)


def test_without_the_keyset_nothing_is_read(storage, stored, settings):
    settings.AUDIO_KEYSET = audio_keys.new_keyset()

    with pytest.raises(DamagedFile):
        storage.open(stored[0])


def test_a_deleted_file_leaves_nothing(storage, stored):
    storage.delete(stored[0])

    assert not storage.exists(stored[0])
    assert list(storage.names()) == []


def test_a_write_that_breaks_off_leaves_nothing(storage):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield MARK
            raise OSError("the line broke")

    with pytest.raises(OSError, match="the line broke"):
        storage.save("voice", Broken(b""))

    assert list(storage.names()) == []


def test_a_recording_has_no_address_of_its_own(storage, stored):
    with pytest.raises(ValueError, match="no address"):
        storage.url(stored[0])


@pytest.mark.parametrize("name", ["../secret_key", "/etc/passwd", ""])
def test_names_lead_nowhere_else(storage, name):
    with pytest.raises(ValueError, match=r".*"):
        storage.delete(name)


def test_a_rotated_keyset_still_reads_what_the_old_key_wrapped(storage, stored):
    name, voice = stored
    path = audio_keys.keyset_file()
    audio_keys.write_private(path, audio_keys.rotated(path.read_text()).encode(), replace=True)

    assert storage.open(name).read() == voice


def test_a_rewrapped_file_needs_only_the_new_key(storage, stored, settings):
    name, voice = stored
    old = audio_keys.current_text()
    both = audio_keys.rotated(old)
    settings.AUDIO_KEYSET = both
    storage.rewrap(name)

    assert storage.open(name).read() == voice
    settings.AUDIO_KEYSET = old
    with pytest.raises(DamagedFile):
        storage.open(name)


def test_a_keyset_that_is_none_is_told(storage, settings, tmp_path):
    settings.AUDIO_KEYSET = "{}"
    with pytest.raises(ImproperlyConfigured, match="no Tink keyset"):
        storage.save("voice", ContentFile(b"x"))
    settings.AUDIO_KEYSET = str(tmp_path / "missing.json")
    with pytest.raises(ImproperlyConfigured, match="not there"):
        storage.save("voice", ContentFile(b"x"))


@pytest.mark.slow
def test_production_without_a_keyset_does_not_start(tmp_path):
    given = {"PRODUCTION": "1", "SECRET_KEY": "x" * 60, "EMAIL_URL": "smtp://localhost"}
    command = [sys.executable, "-c", "import django; django.setup()"]

    done = subprocess.run(command, cwd=ROOT, env={**environment(tmp_path), **given}, capture_output=True, text=True)

    assert done.returncode != 0
    assert "EMOSENSE_AUDIO_KEYSET must be set" in done.stderr


def test_a_closed_reader_is_closed_twice_without_harm(storage, stored):
    file = storage.sealed(stored[0])
    file.close()
    file.close()

    with pytest.raises(ValueError, match="closed"):
        io.BufferedReader(file).read()
