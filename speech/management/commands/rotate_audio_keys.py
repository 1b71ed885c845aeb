"""A new key for voices: added to the keyset as its primary, then every file's own key is wrapped by it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from speech import audio_keys
from speech.sealed_files import DamagedFile
from speech.storage import AudioStorage


class Command(BaseCommand):
    help = (
        "Adds a primary key to the keyset and wraps the key of every recording by it; the sound is not touched, and "
        "old keys stay to read backups. A keyset that EMOSENSE_AUDIO_KEYSET itself holds cannot be changed from here: "
        "write the new one with --new-keyset FILE, set the variable, restart, and run with --rewrap-only."
    )

    def add_arguments(self, parser):
        parser.add_argument("--new-keyset", type=Path, metavar="FILE", help="only write the rotated keyset there")
        parser.add_argument("--rewrap-only", action="store_true", help="only wrap the files' keys by the primary key")

    def handle(self, *, new_keyset, rewrap_only, **options):
        if new_keyset:
            return self.write(new_keyset)
        if not rewrap_only:
            self.rotate()
        return self.rewrap()

    def write(self, path):
        if path.exists():
            raise CommandError(f"{path} is there already.")
        audio_keys.write_private(path, audio_keys.rotated(audio_keys.current_text()).encode(), replace=False)
        self.stdout.write(f"{path} holds the rotated keyset: set EMOSENSE_AUDIO_KEYSET, restart, --rewrap-only.")

    def rotate(self):
        path = audio_keys.keyset_file()
        if path is None:
            raise CommandError("EMOSENSE_AUDIO_KEYSET holds the keyset itself: use --new-keyset FILE, see --help.")
        text = audio_keys.rotated(audio_keys.current_text())
        kept = audio_keys.set_aside(path, at=timezone.now())
        audio_keys.write_private(path, text.encode(), replace=True)
        self.stdout.write(f"{path} has a new primary key; {kept} is the keyset as it was.")

    def rewrap(self):
        storage, done, damaged = AudioStorage(), 0, []
        for name in list(storage.names()):
            try:
                storage.rewrap(name)
                done += 1
            except FileNotFoundError:  # deleted meanwhile
                continue
            except DamagedFile:
                damaged.append(name)
        self.stdout.write(f"{done} files are wrapped by the primary key.")
        if damaged:
            raise CommandError(f"{len(damaged)} files were sealed by a key that is not in the keyset: {damaged[:5]}")
