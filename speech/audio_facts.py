"""What may be sent, what a recording is, and what is wrong with one that cannot be used. No decoder is loaded."""

from dataclasses import dataclass

SAMPLE_RATE = 16_000  # Hz, of everything that is read
MAX_SECONDS = 30 * 60
MAX_BYTES = 200 * 1024 * 1024
MAX_DECODED = 4 * 1024**3  # bytes of 32-bit samples as they were recorded, before they are made mono
READABLE = "WAV, FLAC, MP3, OGG, WebM or M4A"


class UnusableAudio(Exception):
    """The recording cannot be used; the text says why, and what to do where something can be done."""


@dataclass(frozen=True)
class AudioFacts:
    """A recording as it was sent; `seconds` is what was decoded, not what the file says."""

    container: str
    codec: str
    seconds: float
    sample_rate: int
    channels: int


def too_long() -> UnusableAudio:
    return UnusableAudio(f"The recording is longer than {MAX_SECONDS // 60} minutes: cut it into parts.")


def too_large() -> UnusableAudio:
    return UnusableAudio(
        f"The file is larger than {MAX_BYTES // 2**20} MB: cut it into parts, or send it as FLAC or MP3."
    )
