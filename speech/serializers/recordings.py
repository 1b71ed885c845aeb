"""Recordings, what was read in them, and what is sent."""

from rest_framework import serializers

from speech import consent
from speech.audio_facts import MAX_BYTES
from speech.models import EMOTIONS, VALENCES, Recording, RecordingBatch, Retention, SpokenSentence, Transcript

MAX_ID = 2**63 - 1


class TermsIn(serializers.Serializer):
    """What a person agrees to; both purposes are asked for separately."""

    consent_transcript = serializers.BooleanField(default=False, help_text="Its words may be written down.")
    consent_emotion = serializers.BooleanField(default=False, help_text="How it sounds may be read.")
    consent_version = serializers.CharField(
        max_length=20, help_text=f"Of the notice that was shown: `{consent.VERSION}`, see GET /recordings/consent/."
    )
    retention_days = serializers.ChoiceField(
        choices=Retention.choices, default=Retention.SEVEN_DAYS, help_text="After it was worked off; 0: at once."
    )
    language = serializers.RegexField(r"^[a-z]{2}$", default="en", help_text="Spoken; ISO 639-1.")
    team = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=MAX_ID, help_text="To share the result."
    )

    def validate(self, given):
        if not (given["consent_transcript"] or given["consent_emotion"]):
            raise serializers.ValidationError("Agree to the transcript, to the emotion, or to both.")
        if given["consent_version"] != consent.VERSION:
            words = f"The notice has changed: show version {consent.VERSION} and ask again."
            raise serializers.ValidationError({"consent_version": [words]})
        return given


class RecordingTermsIn(TermsIn):
    movie = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    consent_basis = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500, help_text="For the voice of somebody else."
    )
    submission_key = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Made with the form: a double send is one recording."
    )


class RecordingIn(RecordingTermsIn):
    file = serializers.FileField(max_length=1_000, help_text="WAV, FLAC, MP3, OGG, WebM or M4A, at most 20 MB.")


class UploadStartIn(RecordingTermsIn):
    file_name = serializers.CharField(required=False, default="", allow_blank=True, max_length=255)
    size = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=MAX_BYTES, help_text="Bytes, if known."
    )


class UploadOut(serializers.Serializer):
    """An upload: where the next chunk begins."""

    recording = serializers.UUIDField(source="recording_id")
    received = serializers.IntegerField(help_text="Bytes that are here: the offset of the next chunk.")
    size = serializers.IntegerField(source="declared_size", allow_null=True)
    state = serializers.ChoiceField(source="recording.state", choices=Recording.State.choices)
    file_name = serializers.CharField(source="recording.file_name")
    movie = serializers.IntegerField(source="recording.movie_id")
    updated_at = serializers.DateTimeField(help_text="Unfinished uploads are forgotten a day after this.")


class CompleteIn(serializers.Serializer):
    size = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=MAX_BYTES)
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$", required=False, default="", help_text="Of the whole file.")


class ReadEmotionOut(serializers.Serializer):
    emotion = serializers.ChoiceField(choices=[*EMOTIONS, ""], help_text="The likeliest, even where it abstains.")
    abstained = serializers.BooleanField(help_text='Show "cannot tell".')
    reason = serializers.CharField(help_text="Why it abstains.")
    confidence = serializers.FloatField(allow_null=True)
    probabilities = serializers.DictField(child=serializers.FloatField())
    valence = serializers.ChoiceField(choices=[*VALENCES, ""])
    valence_score = serializers.FloatField(allow_null=True, help_text="-1 to 1.")


class EmotionOut(ReadEmotionOut):
    state = serializers.CharField(help_text="read or not_available.")
    model = serializers.CharField()
    version = serializers.CharField()


class SegmentOut(ReadEmotionOut):
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField()


class ArcOut(serializers.Serializer):
    time = serializers.FloatField(help_text="Seconds.")
    valence = serializers.FloatField(help_text="-1 to 1.")


class RecordingOut(serializers.Serializer):
    """A recording in a list."""

    id = serializers.UUIDField()
    movie = serializers.IntegerField(source="movie_id")
    movie_title = serializers.CharField(source="movie.title")
    is_mine = serializers.SerializerMethodField()
    team = serializers.IntegerField(source="team_id", allow_null=True)
    review = serializers.IntegerField(source="review_id", allow_null=True, help_text="Made of its transcript.")
    file_name = serializers.CharField()
    state = serializers.ChoiceField(choices=Recording.State.choices)
    failure = serializers.CharField(help_text="Why it could not be worked off.")
    consent_transcript = serializers.BooleanField()
    consent_emotion = serializers.BooleanField()
    consent_version = serializers.CharField()
    language = serializers.CharField()
    seconds = serializers.FloatField(allow_null=True)
    size = serializers.IntegerField()
    sample_rate = serializers.IntegerField(allow_null=True)
    channels = serializers.IntegerField(allow_null=True)
    container = serializers.CharField()
    codec = serializers.CharField()
    has_audio = serializers.BooleanField()
    retention_days = serializers.IntegerField()
    delete_audio_at = serializers.DateTimeField(allow_null=True)
    audio_deleted_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    processed_at = serializers.DateTimeField(allow_null=True)
    emotion_state = serializers.CharField(source="emotion.state", default=None, allow_null=True)
    transcript_state = serializers.CharField(source="transcript.state", default=None, allow_null=True)
    job = serializers.UUIDField(source="job_id", allow_null=True)
    job_step = serializers.CharField(source="job.step", default=None, allow_null=True)
    job_done = serializers.IntegerField(
        source="job.done", default=None, allow_null=True, help_text="Stretches of sound that are written down."
    )
    job_total = serializers.IntegerField(source="job.total", default=None, allow_null=True)

    def get_is_mine(self, recording) -> bool:
        return recording.person_id == self.context["person"].pk


class WordOut(serializers.Serializer):
    text = serializers.CharField()
    before = serializers.CharField(help_text="The characters before it, so that all together are the text.")
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField()
    confidence = serializers.FloatField(allow_null=True, help_text="null: typed by the person, not heard.")
    is_typed = serializers.BooleanField(help_text="Its time is an estimate.")
    is_doubtful = serializers.BooleanField(help_text="Show it greyed.")


class TranscriptOut(serializers.Serializer):
    state = serializers.ChoiceField(choices=Transcript.State.choices)
    reason = serializers.CharField()
    engine = serializers.CharField()
    version = serializers.CharField()
    text = serializers.CharField()
    raw_text = serializers.CharField()
    words = WordOut(many=True)
    corrected_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)


class SentenceOut(serializers.Serializer):
    """One sentence of the transcript: what its words say beside how it sounds."""

    text = serializers.CharField()
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField()
    weight = serializers.FloatField(help_text="What its words are sure of, 0 to 1; confirmed words weigh all.")
    label = serializers.CharField(help_text="Of the words; empty while they wait to be read.")
    probability = serializers.FloatField(allow_null=True)
    model = serializers.CharField()
    version = serializers.CharField()
    tone_emotion = serializers.CharField()
    tone_valence = serializers.CharField(help_text="Empty where the voice is not sure.")
    tone_score = serializers.FloatField(allow_null=True, help_text="From -1, surely negative, to 1.")
    agreement = serializers.ChoiceField(choices=SpokenSentence.Agreement.choices)
    finding = serializers.CharField(help_text="In words: Sounds tense, words positive.")


class WordsAndToneOut(serializers.Serializer):
    sentences = SentenceOut(many=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="How many of each agreement.")
    waiting = serializers.IntegerField(help_text="Sentences that are still to be read.")
    problem = serializers.CharField(help_text="Why they wait, in words.")
    is_preliminary = serializers.BooleanField(help_text="Nobody has confirmed the words.")


class ResultOut(RecordingOut):
    """A recording with everything that was read in it; `emotion` and `transcript` are null before."""

    emotion = EmotionOut(allow_null=True)
    segments = SegmentOut(
        many=True,
        help_text="Each is read by itself, from a few seconds of sound, and `emotion` from the whole: they can differ.",
    )
    arc = ArcOut(many=True)
    transcript = TranscriptOut(allow_null=True)
    words_and_tone = WordsAndToneOut()


class PeaksOut(serializers.Serializer):
    seconds = serializers.FloatField(allow_null=True)
    peaks = serializers.ListField(child=serializers.FloatField(), help_text="At most 1,000, 0 to 1.")


class SpectrogramOut(serializers.Serializer):
    seconds = serializers.FloatField()
    hz = serializers.ListField(child=serializers.IntegerField(), help_text="The centre of every row.")
    levels = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="Frames of rows, 0 to 100."
    )


class CorrectionIn(serializers.Serializer):
    text = serializers.CharField(max_length=100_000, trim_whitespace=False)


class ConfirmationIn(serializers.Serializer):
    stars = serializers.DecimalField(
        required=False, allow_null=True, default=None, max_digits=3, decimal_places=1, min_value=0, max_value=10
    )
    title = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    has_spoiler = serializers.BooleanField(default=False)


class ConfirmedOut(serializers.Serializer):
    review = serializers.IntegerField(source="pk")


class ConsentOut(serializers.Serializer):
    """The notice to show before anybody speaks."""

    version = serializers.CharField()
    notice = serializers.CharField()
    purposes = serializers.DictField(child=serializers.CharField())
    retention_days = serializers.ListField(child=serializers.IntegerField())


class BatchIn(TermsIn):
    file = serializers.FileField(
        max_length=1_000, help_text="A ZIP of recordings and one table (.csv) with file, movie and consent_basis."
    )


class BatchOut(serializers.Serializer):
    id = serializers.UUIDField()
    file_name = serializers.CharField()
    state = serializers.ChoiceField(choices=RecordingBatch.State.choices)
    failure = serializers.CharField()
    job = serializers.UUIDField(source="job_id", allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class BatchRowOut(serializers.Serializer):
    number = serializers.IntegerField()
    file = serializers.CharField()
    movie = serializers.CharField()
    recording = serializers.UUIDField(source="recording_id", allow_null=True)
    problem = serializers.CharField()
