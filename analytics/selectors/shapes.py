"""Reads JSON that somebody else wrote into the shape that a page relies on, or refuses it.

A reader takes one JSON value and returns it checked. Numbers may be null, which means "not measured"; what a table does
not name is dropped.
"""

from collections.abc import Callable
from math import isfinite
from typing import Any

Reader = Callable[[Any], Any]
LONGEST_TEXT, LONGEST_LIST = 5_000, 5_000


class WrongShape(ValueError):
    """A value is not what a page can show; the message names the place."""


def number(value: Any) -> float | int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise WrongShape("a number was expected")
    return value


def _is_finite(value: float) -> bool:
    """JSON may hold whole numbers that no float reaches."""
    try:
        return isfinite(value)
    except OverflowError:
        return False


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**15:
        raise WrongShape("a whole number was expected")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise WrongShape("a text was expected")
    return value


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongShape("true or false was expected")
    return value


def one_of(*choices: str) -> Reader:
    def read(value: Any) -> str:
        if value not in choices:
            raise WrongShape(f"one of {', '.join(choices)} was expected")
        return value

    return read


def optional(reader: Reader, otherwise: Any = None) -> Reader:
    """`otherwise` stands for null and for what is not there."""
    return lambda value: otherwise if value is None else reader(value)


def listed(reader: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            raise WrongShape("a list was expected")
        return [reader(item) for item in value]

    return read


def pair(reader: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) != 2:
            raise WrongShape("two values were expected")
        return [reader(item) for item in value]

    return read


def square(reader: Reader, side: int) -> Reader:
    """A list of `side` lists, each as long."""

    def read(value: Any) -> list[Any]:
        rows = listed(listed(reader))(value)
        if len(rows) != side or any(len(row) != side for row in rows):
            raise WrongShape(f"{side} lists of {side} were expected")
        return rows

    return read


def table(**fields: Reader) -> Reader:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise WrongShape("a table was expected")
        return {name: _inside(name, reader, value.get(name)) for name, reader in fields.items()}

    return read


def _inside(name: str, reader: Reader, value: Any) -> Any:
    try:
        return reader(value)
    except WrongShape as error:
        raise WrongShape(f"{name}: {error}") from error


def drop_wrong(reader: Reader, otherwise: Any = None) -> Reader:
    """`otherwise` stands for what has another shape: for parts that a page can do without."""

    def read(value: Any) -> Any:
        try:
            return reader(value)
        except WrongShape:
            return otherwise

    return read
