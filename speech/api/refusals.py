"""Whatever a recording is refused for, as a problem."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from rest_framework.exceptions import APIException, PermissionDenied, ValidationError

from emosense.api_support.problems import ApiProblem, Conflict, TooLarge, Unprocessable
from reviews.services import NotOpen, UnusableText
from speech import services
from speech.audio_facts import UnusableAudio
from speech.sealed_files import DamagedFile


class Gone(ApiProblem):
    status_code, default_code, default_detail = 410, "audio_deleted", "The sound was deleted."


class Damaged(ApiProblem):
    status_code, default_code = 500, "audio_damaged"
    default_detail = "The stored sound is damaged or its key is not here: nothing of it is played."


def not_yours(refused: Any) -> APIException:
    return PermissionDenied("Only who sent the recording may do that.", code="not_yours")


def wrong_offset(refused: Any) -> APIException:
    return Conflict(code="wrong_offset", detail=str(refused), headers={"Upload-Offset": str(refused.received)})


def conflict(code: str, words: str) -> Callable[[Any], APIException]:
    return lambda refused: Conflict(code=code, detail=words)


PROBLEMS: dict[type[Exception], Callable[[Any], APIException]] = {
    services.NoPurpose: lambda refused: ValidationError("Agree to the transcript, to the emotion, or to both."),
    services.OldNotice: lambda refused: ValidationError({"consent_version": ["The notice has changed: ask again."]}),
    services.NotInTeam: lambda refused: ValidationError({"team": ["You are in no team with this id."]}),
    services.NotYours: not_yours,
    services.NotTheSpeaker: not_yours,
    services.TooManyOpen: lambda refused: Conflict(code="too_many_recordings", detail=str(refused)),
    UnusableAudio: lambda refused: TooLarge(code="recording_too_large", detail=str(refused)),
    UnusableText: lambda refused: ValidationError({"text": [str(refused)]}),
    NotOpen: conflict("review_not_open", "A moderator has hidden its review: it cannot be changed."),
    services.NothingToCorrect: conflict("no_transcript", "There is no transcript to correct."),
    services.OnlyPurpose: conflict("only_purpose", "That is all that you agreed to: delete the recording instead."),
    services.NothingToConfirm: conflict("no_words", "The transcript has no words yet: write them first."),
    DamagedFile: lambda refused: Damaged(),
    services.WrongOffset: wrong_offset,
    services.WrongChecksum: lambda refused: Unprocessable(
        code="wrong_checksum", detail="What came is not what the checksum says: send it again."
    ),
    services.NotUploading: conflict("upload_complete", "This recording is whole already."),
    services.NothingSent: lambda refused: Unprocessable(code="nothing_sent", detail="Not one byte was sent yet."),
}


@contextmanager
def refusals():
    """Inside it, a service's refusal becomes a problem."""
    try:
        yield
    except tuple(PROBLEMS) as refused:
        raise next(make for kind, make in PROBLEMS.items() if isinstance(refused, kind))(refused) from refused
