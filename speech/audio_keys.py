"""The keyset that wraps the data key of every recording: from the environment, or made once for development.

EMOSENSE_AUDIO_KEYSET is a Tink keyset as JSON, or the path of a file that holds one. Old keys stay in the keyset after
a rotation, so that what they wrapped can be read; the primary wraps what is new.
"""

import os
import threading
from datetime import datetime
from functools import cache
from pathlib import Path

import tink
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tink import aead, json_proto_keyset_format, proto_keyset_format, secret_key_access
from tink.proto import tink_pb2

from speech.sealed_files import DamagedFile

aead.register()
_lock = threading.Lock()
_UNUSABLE = "EMOSENSE_AUDIO_KEYSET is no Tink keyset of AEAD keys, nor a file that holds one."


def wrap(key: tink.KeysetHandle, *, name: str) -> bytes:
    """The data key of the file `name`, encrypted by the primary key."""
    return proto_keyset_format.serialize_encrypted(key, wrap_primitive(), name.encode())


def unwrap(wrapped: bytes, *, name: str) -> tink.KeysetHandle:
    """Raises DamagedFile for bytes that no key of the keyset wrapped for this name."""
    try:
        return proto_keyset_format.parse_encrypted(wrapped, wrap_primitive(), name.encode())
    except tink.TinkError as error:
        raise DamagedFile from error


def rotated(text: str) -> str:
    """The keyset as JSON with a new primary key; the keys it had stay, to read what they wrapped."""
    keyset = tink_pb2.Keyset.FromString(proto_keyset_format.serialize(_parsed(text), secret_key_access.TOKEN))
    added = _new_keyset(apart_from={key.key_id for key in keyset.key})
    keyset.key.extend(added.key)
    keyset.primary_key_id = added.primary_key_id
    handle = proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return _as_json(handle)


def _new_keyset(*, apart_from: set[int]) -> tink_pb2.Keyset:
    while True:
        handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
        keyset = tink_pb2.Keyset.FromString(proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
        if keyset.primary_key_id not in apart_from:
            return keyset


def new_keyset() -> str:
    """A keyset of one key, as JSON."""
    return _as_json(tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM))


def keyset_file() -> Path | None:
    """Where the keyset lies; None when the environment holds the keyset itself."""
    given = settings.AUDIO_KEYSET.strip()
    if given.startswith("{"):
        return None
    return Path(given) if given else settings.VAR_DIR / "keys" / "audio_keyset.json"


def current_text() -> str:
    """The keyset as JSON; made where development has none. Raises ImproperlyConfigured."""
    path = keyset_file()
    if path is None:
        return settings.AUDIO_KEYSET
    if not path.exists():
        if settings.AUDIO_KEYSET:
            raise ImproperlyConfigured(f"EMOSENSE_AUDIO_KEYSET names {path}, which is not there.")
        write_private(path, new_keyset().encode(), replace=False)
    return path.read_text()


def write_private(path: Path, content: bytes, *, replace: bool) -> None:
    """Writes a file for its owner alone in one step; of two processes at once the first one's text stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        draft.replace(path) if replace else os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def set_aside(path: Path, *, at: datetime) -> Path:
    """Keeps the keyset as it was before a rotation."""
    kept = path.with_name(f"{path.name}.{at:%Y%m%d%H%M%S}")
    write_private(kept, path.read_bytes(), replace=True)
    return kept


def wrap_primitive() -> aead.Aead:
    """Of the keyset as it is now: a process that runs sees a rotation of the file."""
    with _lock:
        path = keyset_file()
        if path is None:
            return _made(settings.AUDIO_KEYSET)
        if not path.exists():
            current_text()
        stat = path.stat()
        return _made_of_file(path, stat.st_ino, stat.st_mtime_ns)


@cache
def _made_of_file(path: Path, inode: int, changed: int) -> aead.Aead:
    return _made(path.read_text())


@cache
def _made(text: str) -> aead.Aead:
    return _parsed(text).primitive(aead.Aead)


def _parsed(text: str) -> tink.KeysetHandle:
    try:
        handle = json_proto_keyset_format.parse(text, secret_key_access.TOKEN)
        handle.primitive(aead.Aead)
    except tink.TinkError as error:
        raise ImproperlyConfigured(_UNUSABLE) from error
    return handle


def _as_json(handle: tink.KeysetHandle) -> str:
    return json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
