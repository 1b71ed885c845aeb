"""How fast a published speech model reads and how large it is, beside librosa with `keras.predict`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts
from speech.ml import features, frames, windows
from speech.ml.predict import EmotionReader

CLIP_SECONDS = 3.0
MINUTE = 60.0

_FRESH = """
import json, sys, time
begun = time.perf_counter()
import numpy as np
from speech.ml.predict import EmotionReader
reader = EmotionReader.load(sys.argv[1])
sound = np.random.default_rng(0).standard_normal(48_000).astype(np.float32)
reader.read(sound)
ready = time.perf_counter() - begun
for _ in range(20):
    reader.read(sound)
reader.read(np.resize(sound, 16_000 * 600))
lines = open("/proc/self/status").read().split("\\n") if sys.platform == "linux" else []
memory = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
print(json.dumps({"ready_s": round(ready, 2), "memory_mb": memory.get("VmRSS"), "most_memory_mb": memory.get("VmHWM")}))
"""


def made_up_voice(seconds: float) -> NDArray[np.float32]:
    """Syllables of harmonics with noise: as much work as a voice."""
    rng = np.random.default_rng(0)
    moments = np.arange(int(seconds * features.SAMPLE_RATE)) / features.SAMPLE_RATE
    pitch = np.cumsum(140 + 30 * np.sin(2 * np.pi * 0.7 * moments)) / features.SAMPLE_RATE
    sound = sum(np.sin(2 * np.pi * k * pitch) / k for k in range(1, 12)) * np.clip(
        np.sin(2 * np.pi * 3.5 * moments), 0, 1
    )
    return (0.1 * sound + 0.002 * rng.standard_normal(len(moments))).astype(np.float32)


def measure(*, folder: Path, rounds: int, beside_keras: bool) -> dict[str, Any]:
    """One process, one thread: milliseconds for a clip of 3 s and for a minute, and what a fresh process needs."""
    artefact, reader = artefacts.check(folder), EmotionReader.load(folder)
    clip, minute = made_up_voice(CLIP_SECONDS), made_up_voice(MINUTE)
    figures: dict[str, Any] = {
        "model": artefact.name,
        "version": artefact.version,
        "networks": sorted(reader.networks),
        "cores": os.cpu_count(),
        "clip_seconds": CLIP_SECONDS,
        **_named("clip", latency(lambda: reader.read(clip), rounds)),
        **_named("minute", latency(lambda: reader.read(minute), max(3, rounds // 20))),
        **_fresh_process(folder),
        "size_mb": round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 1),
    }
    return {**figures, **_keras_figures(clip, rounds=max(5, rounds // 10))} if beside_keras else figures


def latency(work: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Wall milliseconds, and processor milliseconds, which other programs on the machine change less."""
    wall, processor = [], []
    for _ in range(rounds + 2):
        begun, of_processor = time.perf_counter(), time.process_time()
        work()
        wall.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - of_processor))
    return {
        "p50_ms": round(float(np.percentile(wall[2:], 50)), 2),
        "p95_ms": round(float(np.percentile(wall[2:], 95)), 2),
        "processor_p50_ms": round(float(np.percentile(processor[2:], 50)), 2),
        "processor_p95_ms": round(float(np.percentile(processor[2:], 95)), 2),
    }


def _named(name: str, figures: dict[str, float]) -> dict[str, float]:
    return {f"{name}_{key}": value for key, value in figures.items()}


def _fresh_process(folder: Path) -> dict[str, Any]:
    """Seconds until the first reading, resident memory after ten minutes of sound, and the most it ever was."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", _FRESH, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return dict(json.loads(done.stdout))


def _keras_figures(clip: NDArray[np.float32], *, rounds: int) -> dict[str, Any]:
    """The same clip by librosa's mel-spectrogram and `keras.predict` of both networks; the first call apart."""
    import librosa

    from speech.ml import network

    models = [network.build(cell=cell) for cell in ("lstm", "gru")]
    beside = windows.crops(table=frames.of(samples=clip)).beside

    def read() -> None:
        mel = librosa.feature.melspectrogram(
            y=clip, sr=features.SAMPLE_RATE, n_fft=features.N_FFT, hop_length=features.HOP, n_mels=features.N_MELS
        )
        log_mels = features.normalise(log_mels=librosa.power_to_db(mel, ref=np.max).T.astype(np.float32))
        cut = np.resize(log_mels, (len(beside), windows.WINDOW_FRAMES, *log_mels.shape[1:]))
        for model in models:
            model.predict([cut, beside], verbose=0)

    begun = time.perf_counter()
    read()
    first = time.perf_counter() - begun
    return {"librosa_keras_first_s": round(first, 2), **_named("librosa_keras_clip", latency(read, rounds))}
