"""A measured figure with its limit and, where there is one, a peer measured in the same run."""

import platform
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`at_most` is the product's limit; `peer`, in the same unit, shows what is possible or what the rest costs."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    peer: float | None = None
    peer_name: str = ""
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        return None if self.at_most is None else self.value <= self.at_most


def as_json(figures: list[Figure]) -> dict[str, Any]:
    rows = [{**asdict(figure), "value": round(figure.value, 3), "is_met": figure.is_met} for figure in figures]
    return {"machine": {"python": platform.python_version(), "system": platform.platform()}, "figures": rows}


def as_table(figures: list[Figure]) -> str:
    lines = [f"{'figure':<58}{'value':>10}{'limit':>9}  {'':<6}peer"]
    for figure in figures:
        limit = "" if figure.at_most is None else f"{figure.at_most:g}"
        verdict = {True: "ok", False: "MISS", None: ""}[figure.is_met]
        peer = "" if figure.peer is None else f"{figure.peer:.3g} {figure.unit}: {figure.peer_name}"
        lines.append(f"{figure.name:<58}{figure.value:>7.3g} {figure.unit:<2}{limit:>9}  {verdict:<6}{peer}")
        if figure.note:
            lines.append(f"    {figure.note}")
    return "\n".join(lines)


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


__all__ = ["Figure", "as_json", "as_table", "median", "p95"]
