"""Files of recordings are sealed as they come: the parts of a form never lie on the disk in plain.

Django's own handlers keep small files in memory and write larger ones to a temporary file; below PREFIXES this handler
takes the file before them. The sealed file goes with the request unless a service has kept it.
"""

import hashlib
import weakref

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from speech.sealed_files import SealedWriter
from speech.storage import AudioStorage

PREFIXES = ("/speech/", "/api/v1/recordings/")


class SealedUpload(UploadedFile):
    """An uploaded file that lies in the storage already; reading it decrypts."""

    def __init__(self, *, name, content_type, charset, content_type_extra):
        super().__init__(None, name, content_type, None, charset, content_type_extra)
        self.stored_as = AudioStorage().new_name()
        self.sha256, self._digest = "", hashlib.sha256()
        self._writer: SealedWriter | None = AudioStorage().writer(self.stored_as)
        # Also when a form breaks off: Django then closes no file, it only forgets it.
        self._leave = weakref.finalize(self, forget, self.stored_as, self._writer)
        self._reader = None

    def write(self, data):
        self._digest.update(data)
        self._writer.write(data)

    def finish(self, size):
        self._writer.close()
        self._writer, self.size, self.sha256 = None, size, self._digest.hexdigest()

    def keep(self):
        """A row names the file now."""
        self._leave.detach()

    @property
    def file(self):
        if self._reader is None and self._writer is None:
            self._reader = AudioStorage().sealed(self.stored_as)
        return self._reader

    @file.setter
    def file(self, value):
        """Django's File sets it; ours is opened when it is read."""

    def open(self, mode=None):
        self.seek(0)
        return self

    def close(self):
        """The request is over."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self._leave()


def forget(name, writer):
    """Removes what was sealed, whole or not."""
    writer.discard()
    AudioStorage().delete(name)


class SealingUploadHandler(FileUploadHandler):
    """Takes the files of calls below PREFIXES; all others go to Django's handlers."""

    def handle_raw_input(self, *args, **kwargs):
        self.is_active = self.request.path_info.startswith(PREFIXES)

    def new_file(self, field_name, file_name, content_type, content_length, charset=None, content_type_extra=None):
        super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)
        if self.is_active:
            self.file = SealedUpload(
                name=file_name, content_type=content_type, charset=charset, content_type_extra=content_type_extra
            )
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        if not self.is_active:
            return raw_data
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size):
        if not self.is_active:
            return None
        self.file.finish(file_size)
        return self.file

    def upload_interrupted(self):
        if hasattr(self, "file"):
            self.file.close()
