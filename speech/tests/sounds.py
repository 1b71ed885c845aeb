"""Real files for tests, made by PyAV: a voice-like tone in every container."""

import io

import av
import numpy as np

KINDS = {
    "wav": ("wav", "pcm_s16le"),
    "float wav": ("wav", "pcm_f32le"),
    "flac": ("flac", "flac"),
    "mp3": ("mp3", "libmp3lame"),
    "ogg opus": ("ogg", "libopus"),
    "ogg vorbis": ("ogg", "libvorbis"),
    "webm": ("webm", "libopus"),
    "safari aac": ("mp4", "aac"),
    "safari opus": ("mp4", "libopus"),
}


def tone(*, seconds=1.5, rate=48_000, hz=220.0):
    """A hum with overtones that swells four times a second, shape (n,)."""
    time = np.arange(int(seconds * rate)) / rate
    hum = sum(np.sin(2 * np.pi * hz * part * time) / part for part in (1, 2, 3))
    return (0.2 * hum * (1 + np.sin(2 * np.pi * 4 * time)) / 2).astype(np.float32)


def encoded(samples, *, kind="wav", rate=48_000, layout="mono", options=None, video=False):
    """The bytes of a file; `samples` (n,) go into every channel, (channels, n) into theirs."""
    container, codec = KINDS[kind]
    target = io.BytesIO()
    with av.open(target, "w", format=container, options=options or {}) as media:
        stream = media.add_stream(codec, rate=rate, layout=layout)
        if video:
            add_picture(media)
        planes = np.atleast_2d(samples)
        if len(planes) == 1:
            planes = np.repeat(planes, len(stream.layout.channels), axis=0)
        for start in range(0, planes.shape[1], 960):
            part = planes[:, start : start + 960].astype(np.float32).T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="flt", layout=layout)
            frame.sample_rate, frame.pts = rate, start
            media.mux(stream.encode(frame))
        media.mux(stream.encode(None))
    return target.getvalue()


def add_picture(media):
    stream = media.add_stream("mpeg4", rate=5)
    stream.width = stream.height = 64
    for _ in range(5):
        media.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
    media.mux(stream.encode(None))


FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}  # as MediaRecorder writes it
LIVE = {"live": "1"}  # a WebM without a length, as MediaRecorder writes it
