"""Decodes what people send, by what the bytes are and never by a name: mono float32 samples at 16 kHz.

FFmpeg (PyAV's wheel carries it) reads from the open file and is told the one container that the first bytes show: it
guesses nothing, and opens no other file or address that a playlist may name. Hostile files are decoded by
speech.decoding in a process of their own.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from speech.audio_facts import (
    MAX_BYTES,
    MAX_DECODED,
    MAX_SECONDS,
    READABLE,
    SAMPLE_RATE,
    AudioFacts,
    UnusableAudio,
    too_large,
    too_long,
)

__all__ = ["SAMPLE_RATE", "AudioFacts", "UnusableAudio", "blocks", "decoded", "whatever_is_there"]

Samples = NDArray[np.float32]
HEAD = 64 * 1024
LOUDEST = 1e6  # full scale is 1: beyond this the numbers are no sound
DAMAGED_SHARE = 0.02  # of the packets: more is a damaged file, less is a scratch
SAFE_PLANES = 7  # PyAV 15 ends the process when it looks at a frame of more
UNKNOWN_SIZE = 0xFFFF0000  # and above: written by what could not know
MISSING = 0.5  # seconds that a file may be shorter than it says
STRANGERS = {b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP archive", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}
MATROSKA, MP4, MP3, WAV, FLAC, OGG = "matroska", "mp4", "mp3", "wav", "flac", "ogg"


def decoded(*, file: BinaryIO) -> tuple[Samples, AudioFacts]:
    """All samples of an open file, shape (n,), and what it is. Raises UnusableAudio with words for a person."""
    sound = Sound(file)
    pieces = list(sound.blocks())
    return np.concatenate(pieces), sound.facts()


def whatever_is_there(*, file: BinaryIO) -> tuple[Samples, str]:
    """The samples that can be decoded, at most MAX_SECONDS of them, and what is wrong with the rest ("": nothing).

    Values that are no sound count as silence. Raises UnusableAudio where there is not one sample.
    """
    sound = Sound(file, is_lenient=True)
    pieces = list(sound.blocks())
    return np.concatenate(pieces), sound.trouble


def blocks(*, file: BinaryIO) -> "Sound":
    """The same, block by block: iterate `blocks()`, then ask `facts()`."""
    return Sound(file)


class Sound:
    """One open file on its way through the decoder. A lenient one notes in `trouble` what a strict one raises."""

    def __init__(self, file: BinaryIO, *, is_lenient: bool = False) -> None:
        self.file, self.samples, self.raw_bytes = file, 0, 0
        self.is_lenient, self.trouble = is_lenient, ""
        self.container = self.codec = ""
        self.rate = self.channels = 0

    def facts(self) -> AudioFacts:
        """Of what was decoded so far."""
        return AudioFacts(self.container, self.codec, self.samples / SAMPLE_RATE, self.rate, self.channels)

    def blocks(self) -> Iterator[Samples]:
        """Mono samples at SAMPLE_RATE as they are decoded. Raises UnusableAudio."""
        try:
            yield from self._opened()
        except UnusableAudio as refused:
            if not self.samples:
                raise
            self._complain(refused)

    def _complain(self, refused: UnusableAudio) -> None:
        if not self.is_lenient:
            raise refused
        self.trouble = self.trouble or str(refused)

    def _opened(self) -> Iterator[Samples]:
        head = self._head()
        self.container = (self.is_lenient and rare_container_of(head)) or container_of(head)
        options = {} if self.is_lenient else {"err_detect": "explode"}
        try:
            with av.open(self.file, format=self.container, options=options, io_open=_no_other) as media:
                stream = self._stream(media)
                declared = declared_seconds(media, stream, self.container, head)
                if declared is not None and declared > MAX_SECONDS + 1:
                    self._complain(too_long())
                yield from self._decoded(media, stream)
        except (av.error.FFmpegError, ValueError, OSError, MemoryError) as error:
            raise UnusableAudio(f"The file is damaged or not really {spoken(self.container)}.") from error
        if not self.samples:
            raise UnusableAudio("There is no sound in this file.")
        if declared is not None and self.samples / SAMPLE_RATE < 0.99 * declared - MISSING:
            self._complain(cut_off(declared, self.samples / SAMPLE_RATE))

    def _head(self) -> bytes:
        self.file.seek(0, 2)
        size = self.file.tell()
        self.file.seek(0)
        if size > MAX_BYTES:
            self._complain(too_large())
        head = self.file.read(HEAD)
        self.file.seek(0)
        if not head:
            raise UnusableAudio("The file is empty.")
        return head

    def _stream(self, media: Any) -> Any:
        """The sound; the pictures of a film are not even unpacked."""
        if not media.streams.audio:
            raise UnusableAudio("There is no sound in this file.")
        stream = media.streams.best("audio") or media.streams.audio[0]
        context = stream.codec_context
        self.codec, self.rate, self.channels = context.name, context.sample_rate or 0, context.channels or 0
        stream.thread_type = "SLICE"  # one thread: the limit of time counts them all
        context.thread_count = 1
        return stream

    def _decoded(self, media: Any, stream: Any) -> Iterator[Samples]:
        packets = damaged = 0
        was_damaged = False
        resampler = Resampler()
        for packet in media.demux(stream):
            packets += 1
            try:
                frames = packet.decode()
                was_damaged = False
            except av.error.FFmpegError:
                damaged, was_damaged = damaged + 1, True
                continue
            for frame in frames:
                yield from self._counted(resampler.resampled(self._mono(frame), frame.sample_rate))
        yield from self._counted(resampler.rest())
        if was_damaged or damaged > max(1, DAMAGED_SHARE * packets):
            self._complain(UnusableAudio("The file is damaged or was cut off: a part of it cannot be decoded."))

    def _mono(self, frame: Any) -> Samples:
        """The mean of all channels of one frame."""
        values = as_floats(frame)
        self.rate, self.channels = self.rate or frame.sample_rate, self.channels or len(values)
        self.raw_bytes += 4 * values.size
        if self.raw_bytes > MAX_DECODED:
            raise UnusableAudio(f"Unpacked, the sound is more than {MAX_DECODED // 2**30} GB: send fewer channels.")
        # The largest magnitude is not finite where one value is not.
        loudest = max(abs(float(values.max(initial=0.0))), abs(float(values.min(initial=0.0))))
        if not np.isfinite(loudest) or loudest > LOUDEST:
            self._complain(UnusableAudio("The file holds values that are no sound (not a number, or without bounds)."))
            values = np.where(np.abs(values) <= LOUDEST, values, 0.0).astype(np.float32)
        return values.mean(axis=0, dtype=np.float32)

    def _counted(self, pieces: Iterator[Samples]) -> Iterator[Samples]:
        for piece in pieces:
            self.samples += len(piece)
            if self.samples > (MAX_SECONDS + 1) * SAMPLE_RATE:
                raise too_long()
            yield piece


class Resampler:
    """Mono samples of any rate to SAMPLE_RATE (libswresample, its band-limited filter)."""

    def __init__(self) -> None:
        self.rate = 0
        self.inner: Any = None

    def resampled(self, samples: Samples, rate: int) -> Iterator[Samples]:
        if rate != self.rate:  # at the start, and where a stream changes its rate
            yield from self.rest()
            self.rate = rate
            self.inner = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="flt", layout="mono")
        frame.sample_rate = rate
        for out in self.inner.resample(frame):
            yield out.to_ndarray()[0].copy()

    def rest(self) -> Iterator[Samples]:
        """What the filter still holds."""
        if self.inner is not None:
            for out in self.inner.resample(None):
                yield out.to_ndarray()[0].copy()
        self.inner = None


def as_floats(frame: Any) -> Samples:
    """Shape (channels, n); whole numbers are scaled to -1 … 1."""
    channels = frame.layout.nb_channels
    if frame.format.is_planar and channels > SAFE_PLANES:
        (frame,) = av.AudioResampler(format=frame.format.packed).resample(frame)
    values = frame.to_ndarray()
    if not frame.format.is_planar:
        values = values.reshape(-1, channels).T
    if values.dtype == np.uint8:
        return (values.astype(np.float32) - 128) / 128
    if values.dtype.kind == "i":
        return values.astype(np.float32) / float(np.iinfo(values.dtype).max + 1)
    return values.astype(np.float32, copy=False)


def container_of(head: bytes) -> str:
    """FFmpeg's name of the container that the first bytes show. Raises UnusableAudio for all others."""
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE":
        return WAV
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(b"ID3") and head[behind_tag(head) :].startswith(b"fLaC"):
        return FLAC
    for begin, name in ((b"fLaC", FLAC), (b"OggS", OGG), (b"\x1aE\xdf\xa3", MATROSKA), (b"ID3", MP3)):
        if head.startswith(begin):
            return name
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:  # a frame of MPEG audio
        return MP3
    stranger = next((words for begin, words in STRANGERS.items() if head.startswith(begin)), "")
    what = f"This is {stranger}, not a recording" if stranger else "This is not a recording that can be read"
    raise UnusableAudio(f"{what}: send {READABLE}.")


def rare_container_of(head: bytes) -> str:
    """What people do not send, and files of researchers are; "" for anything else."""
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return "aiff"
    if head[:4] == b"caff":
        return "caf"
    return "aac" if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 else ""


def behind_tag(head: bytes) -> int:
    """Where an ID3v2 tag ends: ten bytes, then as many as four times seven bits say."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def declared_seconds(media: Any, stream: Any, container: str, head: bytes) -> float | None:
    """How long the file says it is; None where it does not say, or FFmpeg only guesses by the bit rate."""
    if container == MP3 and not any(mark in head[:HEAD] for mark in (b"Xing", b"Info", b"VBRI")):
        return None
    if container == WAV:
        return wav_seconds(head)
    if stream.duration and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    elif media.duration:
        seconds = media.duration / 1e6
    else:
        return None
    return seconds if 0 < seconds < 1e9 else None


def wav_seconds(head: bytes) -> float | None:
    """By the header: FFmpeg goes by the length of the file, and takes a half one for whole. None for a live one."""
    place, rate = 12, 0
    while place + 8 <= len(head):
        name, size = head[place : place + 4], int.from_bytes(head[place + 4 : place + 8], "little")
        if name == b"fmt ":
            rate = int.from_bytes(head[place + 16 : place + 20], "little")
        if name == b"data":
            return size / rate if rate and 0 < size < UNKNOWN_SIZE else None
        place += 8 + size + size % 2
    return None


def spoken(container: str) -> str:
    return {MATROSKA: "WebM", MP4: "M4A"}.get(container, container.upper())


def cut_off(declared: float, found: float) -> UnusableAudio:
    return UnusableAudio(f"The file is cut off: it says {declared:.1f} seconds, but only {found:.1f} are there.")


def _no_other(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise UnusableAudio("The file refers to other files: send one that holds the sound itself.")
