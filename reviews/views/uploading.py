"""Large uploads: refused as early as they can be, before they fill the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

ENVELOPE = 1 << 20  # bytes of a multipart body around its file


class LimitedUpload(FileUploadHandler):
    """Stops reading when the body says, or shows, that it is over the limit; `is_over_limit` tells the view."""

    def __init__(self, request=None, *, limit=None):
        super().__init__(request)
        self.limit = limit or settings.PAGE_MAX_UPLOAD
        self.received = 0
        self.is_over_limit = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803  Django's name
        self.announced = content_length

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.announced > self.limit + ENVELOPE:
            self._stop()

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > self.limit:
            self._stop()
        return raw_data

    def file_complete(self, file_size):
        return None

    def _stop(self):
        self.is_over_limit = True
        raise StopUpload(connection_reset=True)
