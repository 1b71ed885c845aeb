"""The decoder: every format people send, and everything that only looks like one."""

import io
import struct

import numpy as np
import pytest

from speech import audio, audio_facts
from speech.audio_facts import UnusableAudio
from speech.outlines import outline
from speech.tests.sounds import FRAGMENTED, KINDS, LIVE, encoded, tone


def decode(content):
    return audio.decoded(file=io.BytesIO(content))


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_becomes_mono_at_16_khz(kind):
    samples, facts = decode(encoded(tone(), kind=kind))

    assert samples.dtype == np.float32
    assert facts.seconds == pytest.approx(1.5, abs=0.08)
    assert len(samples) == pytest.approx(24_000, abs=1_300)
    assert strongest_hz(samples) == pytest.approx(220, abs=3)


@pytest.mark.parametrize(("kind", "options"), [("safari aac", FRAGMENTED), ("safari opus", FRAGMENTED), ("webm", LIVE)])
def test_what_a_browser_records_needs_no_length(kind, options):
    samples, facts = decode(encoded(tone(), kind=kind, options=options))

    assert facts.seconds == pytest.approx(1.5, abs=0.08)
    assert strongest_hz(samples) == pytest.approx(220, abs=3)


@pytest.mark.parametrize(
    ("rate", "layout", "channels"), [(8_000, "mono", 1), (192_000, "stereo", 2), (48_000, "7.1", 8)]
)
def test_any_rate_and_number_of_channels_is_taken(rate, layout, channels):
    samples, facts = decode(encoded(tone(rate=rate), kind="wav", rate=rate, layout=layout))

    assert (facts.sample_rate, facts.channels) == (rate, channels)
    assert strongest_hz(samples) == pytest.approx(220, abs=3)
    assert np.abs(samples).max() == pytest.approx(np.abs(tone()).max(), rel=0.1)


def test_the_sound_of_a_film_is_taken_and_its_pictures_are_not_looked_at():
    samples, _ = decode(encoded(tone(), kind="safari aac", video=True))

    assert strongest_hz(samples) == pytest.approx(220, abs=3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and more", "a PDF"),
        (b"PK\x03\x04 archive", "a ZIP"),
        (b"just some text", "not a recording"),
        (b"RIFF\x00\x00\x00\x00WAVE", "damaged|no sound"),
        (b"\xff\xfb\x90\x00" + bytes(100), "damaged|no sound"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not a recording"),
        (b"OggS" + bytes(200), "damaged|no sound"),
        (b"\x1aE\xdf\xa3" + bytes(500), "damaged|no sound"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(400), "damaged|no sound"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(content, words):
    with pytest.raises(UnusableAudio, match=words):
        decode(content)


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "safari aac", "ogg opus"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_truncated_file_is_refused_and_not_read_as_a_shorter_one(kind, share):
    whole = encoded(tone(seconds=12), kind=kind)

    if kind == "ogg opus":  # pages end to end, and no length anywhere: what came is a recording
        assert decode(whole[: int(share * len(whole))])[1].seconds == pytest.approx(12 * share, abs=1.5)
        return
    with pytest.raises(UnusableAudio, match=r"cut off|damaged"):
        decode(whole[: int(share * len(whole))])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
def test_values_that_are_no_sound_are_refused(value):
    samples = tone()
    samples[30_000] = value

    with pytest.raises(UnusableAudio, match="no sound"):
        decode(encoded(samples, kind="float wav"))


def test_an_opus_file_of_no_length_is_refused():
    whole = encoded(tone(), kind="ogg opus")
    headers = whole[: whole.index(b"OggS", whole.index(b"OpusTags"))]

    with pytest.raises(UnusableAudio, match=r"no sound|damaged"):
        decode(headers)


def test_a_wav_file_of_no_length_is_refused():
    with pytest.raises(UnusableAudio, match=r"no sound|damaged"):
        decode(wav_header(seconds=0, rate=16_000))


def test_a_file_of_24_hours_is_refused_by_its_first_bytes():
    header = wav_header(seconds=24 * 3600, rate=16_000)

    with pytest.raises(UnusableAudio, match="longer than 30 minutes"):
        decode(header + bytes(1_000_000))


def test_a_file_that_hides_its_length_is_stopped_at_the_limit(monkeypatch):
    monkeypatch.setattr(audio, "MAX_SECONDS", 10)
    unsaid = encoded(np.zeros(8_000 * 15, np.float32), kind="webm", rate=8_000, options=LIVE)

    with pytest.raises(UnusableAudio, match="longer than 30 minutes"):
        decode(unsaid)


def test_a_file_that_unpacks_to_gigabytes_is_stopped(monkeypatch):
    monkeypatch.setattr(audio, "MAX_DECODED", 20_000_000)
    bomb = encoded(np.zeros(48_000 * 20, np.float32), kind="flac", layout="7.1")
    assert len(bomb) < 500_000

    with pytest.raises(UnusableAudio, match="Unpacked"):
        decode(bomb)


def test_a_file_over_200_megabytes_is_refused_unread(monkeypatch):
    monkeypatch.setattr(audio, "MAX_BYTES", 1_000)

    with pytest.raises(UnusableAudio, match="larger than"):
        decode(encoded(tone(), kind="wav"))


def test_the_outline_of_a_waveform_shows_where_it_is_loud():
    samples = np.concatenate([np.zeros(8_000), np.full(8_000, -0.5)]).astype(np.float32)

    assert outline(samples, count=4) == [0.0, 0.0, 0.5, 0.5]
    assert outline(samples[:0]) == []


def test_blocks_come_before_all_is_decoded():
    sound = audio.blocks(file=io.BytesIO(encoded(tone(seconds=5), kind="flac")))
    first = next(iter(sound.blocks()))

    assert 0 < len(first) < 16_000


def test_the_limits_are_those_that_are_told():
    assert (audio_facts.MAX_SECONDS, audio_facts.MAX_BYTES) == (1_800, 200 * 2**20)


def strongest_hz(samples):
    strength = np.abs(np.fft.rfft(samples))
    return float(np.argmax(strength) * 16_000 / len(samples))


def wav_header(*, seconds, rate):
    size = seconds * rate * 2
    form = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", size)
    )
