"""Finished runs, one line of JSON each, so that a comparison that was killed goes on where it was."""

import json
import os
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def read(path: Path) -> dict[str, Record]:
    """Finished runs by key; a last line that a kill cut short does not count."""
    if not path.exists():
        return {}
    whole = path.read_bytes().rpartition(b"\n")[0]
    records = (json.loads(line) for line in whole.splitlines() if line)
    return {record["key"]: record for record in records}


def append(path: Path, record: Record) -> None:
    """Adds one line in one write and waits until it is on disk; what a kill left of a line is cut off first."""
    line = (json.dumps(record, separators=(",", ":")) + "\n").encode()
    with path.open("ab+") as stream:
        _cut_torn_line(stream)
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def _cut_torn_line(stream: Any) -> None:
    stream.seek(0)
    whole = stream.read()
    end = whole.rfind(b"\n") + 1
    if end < len(whole):
        stream.truncate(end)
