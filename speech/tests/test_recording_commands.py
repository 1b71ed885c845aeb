"""Commands about voices: folders and archives in, keys turned."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from speech import audio_keys
from speech.models import Recording
from speech.sealed_files import DamagedFile
from speech.storage import AudioStorage
from speech.tests.sounds import encoded, tone

VOICE = encoded(tone(seconds=0.5))


def rotate(*arguments):
    said = io.StringIO()
    call_command("rotate_audio_keys", *arguments, stdout=said)
    return said.getvalue()


def test_a_rotation_leaves_every_voice_readable_and_the_old_key_useless(voices, settings):
    storage = AudioStorage()
    names = [storage.save("voice", ContentFile(VOICE)) for _ in range(3)]
    old = audio_keys.current_text()

    assert "3 files" in rotate()

    assert [storage.open(name).read() for name in names] == [VOICE] * 3
    assert storage.open(storage.save("voice", ContentFile(b"new"))).read() == b"new"
    kept = [path for path in (voices / "var" / "keys").iterdir() if path.name != "audio_keyset.json"]
    assert [path.read_text() for path in kept] == [old]
    settings.AUDIO_KEYSET = old
    with pytest.raises(DamagedFile):
        storage.open(names[0])


def test_a_keyset_in_the_environment_is_rotated_in_two_steps(voices, settings, tmp_path):
    settings.AUDIO_KEYSET = audio_keys.new_keyset()
    name = AudioStorage().save("voice", ContentFile(VOICE))
    with pytest.raises(CommandError, match="--new-keyset"):
        rotate()

    rotate("--new-keyset", str(tmp_path / "keyset.json"))
    settings.AUDIO_KEYSET = str(tmp_path / "keyset.json")
    assert "1 files" in rotate("--rewrap-only")

    assert AudioStorage().open(name).read() == VOICE
    assert (tmp_path / "keyset.json").stat().st_mode & 0o077 == 0


def test_a_file_of_another_key_is_told(voices, settings):
    AudioStorage().save("voice", ContentFile(VOICE))
    settings.AUDIO_KEYSET = audio_keys.new_keyset()

    with pytest.raises(CommandError, match="not in the keyset"):
        rotate("--rewrap-only")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "voices"
    folder.mkdir()
    (folder / "a.wav").write_bytes(VOICE)
    (tmp_path / "outside.wav").write_bytes(VOICE)
    table = "file,movie,consent_basis\na.wav,The Quiet Hour (1999),Form A\n../outside.wav,The Quiet Hour,Form B\n"
    (folder / "table.csv").write_text(table)
    return folder


@pytest.mark.django_db
def test_a_folder_is_imported_and_nothing_outside_it(voices, person, movie, folder):
    said = io.StringIO()

    with pytest.raises(CommandError, match="1 of 2 lines failed"):
        call_command("import_recordings", folder, person=person.email, stdout=said, stderr=said)

    recording = Recording.objects.get()
    assert (recording.movie, recording.consent_basis, recording.state) == (movie, "Form A", "waiting")
    assert "no such file" in said.getvalue()


@pytest.mark.django_db
def test_a_zip_is_imported(voices, person, movie, folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "voices.zip", "w") as packed:
        packed.write(folder / "a.wav", "inner/a.wav")
        packed.writestr("inner/t.csv", "file,movie,consent_basis\na.wav,The Quiet Hour,Form A\n")

    call_command(
        "import_recordings", tmp_path / "voices.zip", person=person.email, no_emotion=True, stdout=io.StringIO()
    )

    recording = Recording.objects.get()
    assert (recording.consent_transcript, recording.consent_emotion) == (True, False)


@pytest.mark.django_db
def test_the_command_refuses_in_words(voices, person, folder):
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("import_recordings", folder, person="nobody@example.org")
    with pytest.raises(CommandError, match="in no team"):
        call_command("import_recordings", folder, person=person.email, team="Others")
    (folder / "second.csv").write_text("x")
    with pytest.raises(CommandError, match="2 tables"):
        call_command("import_recordings", folder, person=person.email)
