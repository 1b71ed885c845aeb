"""Where the supervisor's own PostgreSQL and Redis are reached; stdlib only, read by settings."""

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import quote

LONGEST_SOCKET_DIR = 93  # PostgreSQL's limit, in bytes, for the folder of a socket


def socket_dir(var_dir):
    """The folder of the sockets: var/run, or a private one under /tmp where that path is too long for a socket.

    The same answer in every process, running or not, so nothing has to be looked up.
    """
    run = Path(var_dir).resolve() / "run"
    if len(os.fsencode(run)) <= LONGEST_SOCKET_DIR:
        return run
    return Path("/tmp") / f"emosense-{os.getuid()}-{hashlib.sha256(os.fsencode(run)).hexdigest()[:12]}"


def database_url(var_dir, name="emosense"):
    return f"postgresql://emosense@/{name}?host={quote(str(socket_dir(var_dir)))}"


def broker_url(var_dir):
    return f"redis+socket://{quote(str(socket_dir(var_dir) / 'redis.sock'))}"


def secret_key(var_dir):
    """A key of this installation, made once and kept readable by its owner alone."""
    path = Path(var_dir) / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text()


def _write_once(path, text):
    """Writes a private file in one step; of two processes at once, the first one's text stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
