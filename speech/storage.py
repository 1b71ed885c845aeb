"""Where voices lie: encrypted before they touch the disk, decrypted only as they stream.

Every file has a data key of its own, which lies beside it wrapped by the keyset (see speech.audio_keys). The name is
bound to both: a file that takes the place of another one is not read. Names are random and say nothing.
"""

import uuid
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import tink
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from speech import audio_keys
from speech.sealed_files import DamagedFile, SealedFile, SealedWriter, key_bytes, new_data_key

KEY_SUFFIX = ".key"
_VERIFIED: OrderedDict[tuple[Any, ...], None] = OrderedDict()
REMEMBERED = 256


@dataclass(frozen=True)
class SealedPlace:
    """All that another process of ours needs to read one file."""

    path: Path
    key: bytes
    associated: bytes


@deconstructible(path="speech.storage.AudioStorage")
class AudioStorage(Storage):
    """Files below MEDIA_ROOT/recordings, each sealed with its own key; no URL, no path for others to open."""

    def new_name(self) -> str:
        name = uuid.uuid4().hex
        return f"{name[:2]}/{name}"

    def writer(self, name: str) -> SealedWriter:
        """Takes bytes as they come. The key is on the disk before the first of them."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = new_data_key()
        audio_keys.write_private(self._key_path(name), audio_keys.wrap(key, name=name), replace=False)
        return SealedWriter(path, key=key, associated=name.encode())

    def place(self, name: str) -> SealedPlace:
        """Raises FileNotFoundError, DamagedFile."""
        return SealedPlace(path=self._path(name), key=key_bytes(self._data_key(name)), associated=name.encode())

    def sealed(self, name: str) -> SealedFile:
        """The plaintext, seekable; the whole file was authenticated. Raises FileNotFoundError, DamagedFile."""
        place = self.place(name)
        stat = place.path.stat()
        file = SealedFile(place.path, key=place.key, associated=place.associated)
        seen = (name, stat.st_ino, stat.st_size, stat.st_ctime_ns)
        if seen not in _VERIFIED:
            try:
                file.verify()
            except DamagedFile:
                file.close()
                raise
            _VERIFIED[seen] = None
            while len(_VERIFIED) > REMEMBERED:
                _VERIFIED.popitem(last=False)
        return file

    def rewrap(self, name: str) -> None:
        """Wraps the file's key by the primary key; a process that dies leaves the old one, which reads as well."""
        wrapped = audio_keys.wrap(self._data_key(name), name=name)
        audio_keys.write_private(self._key_path(name), wrapped, replace=True)

    def names(self) -> Iterator[str]:
        """Every file there is."""
        root = self._root()
        for path in sorted(root.glob(f"??/*{KEY_SUFFIX}")) if root.is_dir() else ():
            yield str(path.relative_to(root))[: -len(KEY_SUFFIX)]

    def without_key(self) -> Iterator[str]:
        """What a crash between the two halves of a deletion leaves: unreadable, and on the disk all the same."""
        root = self._root()
        for path in sorted(root.glob("??/*")) if root.is_dir() else ():
            name = str(path.relative_to(root))
            if path.is_file() and not name.endswith(KEY_SUFFIX) and not self._key_path(name).exists():
                yield name

    def changed_at(self, name: str) -> float:
        """Of the key, or of the file where it has none."""
        key = self._key_path(name)
        return (key if key.exists() else self._path(name)).stat().st_mtime

    def delete(self, name: str) -> None:
        """The key first: what a crash leaves behind is unreadable."""
        self._key_path(name).unlink(missing_ok=True)
        self._path(name).unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        return self._path(name).exists() or self._key_path(name).exists()

    def size(self, name: str) -> int:
        with self.sealed(name) as file:
            return file.size

    def url(self, name: str | None) -> str:
        raise ValueError("A recording has no address of its own: it is played through the API, to its owner.")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return self.new_name()

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("A sealed file is written once, by its writer.")
        return File(cast(IO[Any], self.sealed(name)), name=name)

    def _save(self, name: str, content: File) -> str:
        writer = self.writer(name)
        try:
            for chunk in content.chunks():
                writer.write(chunk)
            writer.close()
        except BaseException:
            writer.discard()
            self.delete(name)
            raise
        return name

    def _data_key(self, name: str) -> tink.KeysetHandle:
        return audio_keys.unwrap(self._key_path(name).read_bytes(), name=name)

    def _root(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "recordings"

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
            raise ValueError(name)
        return self._root().joinpath(*parts)

    def _key_path(self, name: str) -> Path:
        return self._path(f"{name}{KEY_SUFFIX}")
