"""Forms with voices: sealed as they come, and gone with a request that kept nothing."""

import gc
import io

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory

from speech.storage import AudioStorage
from speech.upload_handlers import SealedUpload

BOUNDARY = "edge"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n'
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
VOICE = b"MARK-OF-A-VOICE-" * 300_000  # 4.8 MB: Django would write it to a temporary file


def request(path, body):
    return RequestFactory().post(path, data=body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


@pytest.mark.parametrize("path", ["/speech/new/", "/api/v1/recordings/"])
def test_a_voice_in_a_form_is_sealed_and_read_again(voices, path):
    upload = request(path, HEAD + VOICE + TAIL).FILES["file"]

    assert isinstance(upload, SealedUpload)
    assert (upload.size, upload.name) == (len(VOICE), "a.wav")
    assert b"".join(upload.chunks()) == VOICE
    assert not [path for path in voices.rglob("*") if path.is_file() and VOICE[:16] in path.read_bytes()]


def test_what_no_service_kept_goes_with_the_request(voices):
    asked = request("/speech/new/", HEAD + VOICE + TAIL)
    assert asked.FILES
    asked.close()

    assert list(AudioStorage().names()) == []


def test_what_a_service_kept_stays(voices):
    asked = request("/speech/new/", HEAD + VOICE + TAIL)
    asked.FILES["file"].keep()
    asked.close()

    (name,) = AudioStorage().names()
    assert AudioStorage().open(name).read() == VOICE


def test_a_form_that_breaks_off_leaves_nothing(voices):
    class Breaks(io.BytesIO):
        def read(self, *args):
            found = super().read(*args)
            if not found:
                raise OSError("the line broke")
            return found

    asked = request("/speech/new/", b"x")
    asked.META["CONTENT_LENGTH"] = str(10 * len(VOICE))
    asked._stream = Breaks(HEAD + VOICE)
    with pytest.raises((OSError, MultiPartParserError)):
        asked.FILES["file"]
    del asked
    gc.collect()

    assert list(AudioStorage().names()) == []


def test_files_of_other_pages_are_left_to_django(voices):
    upload = request("/reviews/import/", HEAD + b"small" + TAIL).FILES["file"]

    assert isinstance(upload, InMemoryUploadedFile)
