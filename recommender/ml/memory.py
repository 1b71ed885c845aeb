"""How much memory a stretch of work needed at its peak, from Linux's own books; None elsewhere."""

import re
from pathlib import Path
from types import TracebackType
from typing import Self

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
RESET_PEAK = "5"


class PeakMemory:
    """`megabytes` above what was resident when it began."""

    megabytes: float | None = None

    def __enter__(self) -> Self:
        try:
            CLEAR.write_text(RESET_PEAK)
            self._before = _kilobytes("VmRSS")
        except OSError:
            self._before = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        peak = _kilobytes("VmHWM")
        if peak is not None and self._before is not None:
            self.megabytes = round(max(peak - self._before, 0) / 1024, 1)


def _kilobytes(field: str) -> int | None:
    try:
        found = re.search(rf"^{field}:\s+(\d+)", STATUS.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) if found else None
