"""The process that decodes: what it may use, and what becomes of a file that wants more."""

import os
import signal
import subprocess

import numpy as np
import pytest
from django.core.files.base import ContentFile

from speech import decoding
from speech.audio_facts import UnusableAudio
from speech.storage import AudioStorage
from speech.tests.sounds import encoded, tone


@pytest.fixture
def decode(settings, tmp_path):
    """decode(content): seals the content and decodes it apart."""
    settings.MEDIA_ROOT, settings.VAR_DIR, settings.AUDIO_KEYSET = tmp_path / "media", tmp_path / "var", ""
    storage = AudioStorage()

    def decoded(content):
        place = storage.place(storage.save("voice", ContentFile(content)))
        return decoding.decode_apart(path=place.path, key=place.key, associated=place.associated)

    return decoded


def test_a_sealed_file_is_decoded_as_an_open_one_would_be(decode):
    samples, facts = decode(encoded(tone(), kind="safari aac"))

    assert (facts.container, facts.codec, facts.channels) == ("mp4", "aac", 1)
    assert facts.seconds == pytest.approx(1.5, abs=0.1)
    assert np.abs(samples).max() == pytest.approx(np.abs(tone()).max(), rel=0.1)


def test_words_of_the_decoder_come_through(decode):
    with pytest.raises(UnusableAudio, match="a PDF"):
        decode(b"%PDF-1.7")


def test_a_decoder_that_needs_too_much_memory_is_stopped(decode, monkeypatch):
    monkeypatch.setattr(decoding.subprocess, "Popen", with_program("x = bytearray(4 * 1024**3)"))

    with pytest.raises(UnusableAudio, match="more memory or time"):
        decode(b"RIFF")


def test_a_decoder_that_never_ends_is_stopped(decode, monkeypatch):
    monkeypatch.setattr(decoding, "WALL_SECONDS", 3)
    monkeypatch.setattr(decoding.subprocess, "Popen", with_program("import time; time.sleep(60)"))

    with pytest.raises(UnusableAudio, match="more memory or time"):
        decode(b"RIFF")


def test_a_decoder_that_falls_over_harms_nobody(decode, monkeypatch):
    monkeypatch.setattr(
        decoding.subprocess, "Popen", with_program(f"import os; os.kill(os.getpid(), {signal.SIGSEGV})")
    )

    with pytest.raises(UnusableAudio, match="more memory or time"):
        decode(b"RIFF")


def test_the_decoder_can_write_no_file(decode, monkeypatch, tmp_path):
    program = (
        f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); open({str(tmp_path / 'x')!r}, 'w').write('x')"
    )
    monkeypatch.setattr(decoding.subprocess, "Popen", with_program(program))

    with pytest.raises(UnusableAudio):
        decode(b"RIFF")

    assert os.stat(tmp_path / "x").st_size == 0


def with_program(program):
    """Popen that runs `program` under the limits, in the place of the decoder."""
    real = subprocess.Popen
    limited = f"from speech import decoding; decoding.limit_this_process()\n{program}"

    def popen(command, **options):
        return real([command[0], "-c", limited], **options)

    return popen
