"""Decodes a sealed file in a process of its own, which may use so much memory and time, and write nothing at all.

A file that brings the decoder down or never ends costs that process alone. It is given the key by a pipe and decrypts
in memory; RLIMIT_FSIZE 0 lets it write to no file, so that no plaintext can come to the disk.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speech.audio_facts import MAX_SECONDS, SAMPLE_RATE, AudioFacts, UnusableAudio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MEMORY = 1536 * 1024**2  # bytes of address space
CPU_SECONDS = 240
WALL_SECONDS = 900  # for a machine that has other things to do
MOST = (MAX_SECONDS + 2) * SAMPLE_RATE * 4  # bytes of samples
TOO_MUCH = "This file needs more memory or time to unpack than a recording may: send it in another format."


class DecoderStopped(UnusableAudio):
    """It ended without a word: for the file's sake, or the machine's. It can be tried again."""


class SealDamaged(Exception):
    """The stored file is not what was written; nothing of it was decoded."""


def decode_apart(*, path: Path, key: bytes, associated: bytes) -> "tuple[NDArray[np.float32], AudioFacts]":
    """Samples, shape (n,), mono at SAMPLE_RATE, and facts.

    Raises UnusableAudio, DecoderStopped (which another time may mend), SealDamaged.
    """
    import numpy as np

    order = {"path": str(path), "key": key.hex(), "associated": associated.hex()}
    process = subprocess.Popen(
        [sys.executable, "-m", "speech.decoding"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[1],
        env={"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    patience = threading.Timer(WALL_SECONDS, process.kill)
    patience.start()
    try:
        samples, told = answer(process, json.dumps(order).encode())
    finally:
        patience.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()  # type: ignore[union-attr]  # all three are pipes
    return np.frombuffer(samples, dtype=np.float32), AudioFacts(**told)


def answer(process: Any, order: bytes) -> tuple[bytes, dict[str, Any]]:
    """The samples and what the process says of them at its end."""
    said: list[bytes] = []
    listener = threading.Thread(target=lambda: said.append(process.stderr.read()[-20_000:]))
    listener.start()
    process.stdin.write(order)
    process.stdin.close()
    samples = bytearray()
    while len(samples) <= MOST and (piece := process.stdout.read(1 << 20)):
        samples += piece
    is_too_much = len(samples) > MOST
    if is_too_much:
        process.kill()
    listener.join()
    code = process.wait()
    last = (b"".join(said).splitlines() or [b""])[-1]
    try:
        told = json.loads(last)
    except ValueError:
        told = {}
    if "unusable" in told:
        raise UnusableAudio(told["unusable"])
    if "damaged" in told:
        raise SealDamaged(told["damaged"])
    if is_too_much:
        raise UnusableAudio(TOO_MUCH)
    if code or "facts" not in told:
        raise DecoderStopped(TOO_MUCH)
    return bytes(samples), told["facts"]


def limit_this_process() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """The process: an order as JSON on stdin; raw samples on stdout, and one line of JSON on stderr at the end."""
    order = json.loads(sys.stdin.buffer.read())
    limit_this_process()
    try:
        told = decode_to(sys.stdout.buffer, order)
    except UnusableAudio as refused:
        told = {"unusable": str(refused)}
    except MemoryError:
        told = {"unusable": TOO_MUCH}
    print("\n" + json.dumps(told), file=sys.stderr, flush=True)  # noqa: T201  (the answer to the parent)
    sys.stdout.flush()
    os._exit(0)


def decode_to(target: Any, order: dict[str, str]) -> dict[str, Any]:
    from dataclasses import asdict

    from speech import audio
    from speech.sealed_files import DamagedFile, SealedFile

    try:
        file = SealedFile(
            Path(order["path"]), key=bytes.fromhex(order["key"]), associated=bytes.fromhex(order["associated"])
        )
        file.verify()
    except (DamagedFile, OSError) as error:
        return {"damaged": str(error)}
    sound = audio.blocks(file=file)  # type: ignore[arg-type]  # read like a file
    for piece in sound.blocks():
        target.write(piece.tobytes())
    return {"facts": asdict(sound.facts())}


if __name__ == "__main__":
    main()
