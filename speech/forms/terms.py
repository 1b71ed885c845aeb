"""What a person agrees to before a voice is recorded or sent, and what comes with it."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from emosense.languages import language_name
from speech import consent
from speech.models import Retention

LANGUAGES = ("en", "ar", "de", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh")
KEPT = {
    Retention.AFTER_PROCESSING: "Not at all: it is deleted as soon as it is read",
    Retention.ONE_DAY: "1 day",
    Retention.SEVEN_DAYS: "7 days",
    Retention.THIRTY_DAYS: "30 days",
}
OF_OTHERS = {
    "consent_transcript": "Write down what they say; whoever sends it may correct it and make it a review.",
    "consent_emotion": "Estimate how they sound over time.",
}
TERMS = (
    "consent_transcript",
    "consent_emotion",
    "consent_version",
    "retention_days",
    "language",
    "team",
)


class MadeKey(forms.UUIDField):
    """Made with the page, not typed: a broken one counts as none."""

    def __init__(self):
        super().__init__(required=False, initial=uuid4, widget=forms.HiddenInput)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            return None


class TermsForm(forms.Form):
    """The consent: two separate choices, none of them made beforehand."""

    consent_transcript = forms.BooleanField(label=consent.PURPOSES["consent_transcript"], required=False)
    consent_emotion = forms.BooleanField(label=consent.PURPOSES["consent_emotion"], required=False)
    retention_days = forms.TypedChoiceField(
        label="How long is your voice kept?",
        choices=[(days.value, words) for days, words in KEPT.items()],
        coerce=int,
        initial=Retention.SEVEN_DAYS.value,
        widget=forms.RadioSelect,
        help_text="Counted from when it was read. You can delete it yourself at any time before.",
    )
    language = forms.ChoiceField(
        label="Spoken in",
        choices=[(code, language_name(code)) for code in LANGUAGES],
        initial="en",
        help_text="Words are written down in English alone.",
    )
    team = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label="Who may see the result",
        empty_label="I alone; in a movie's mood it counts without my name",
        error_messages={"invalid_choice": "You are not in this team."},
        help_text="Nobody else can ever hear it.",
    )
    consent_version = forms.CharField(initial=consent.VERSION, widget=forms.HiddenInput, required=False)
    submission_key = MadeKey()

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        self.fields["team"].queryset = person.teams.all()

    def clean(self):
        given = super().clean()
        if given.get("consent_version") != consent.VERSION:
            raise ValidationError("The notice has changed since you opened this page: read it again.")
        if not (given.get("consent_transcript") or given.get("consent_emotion")):
            raise ValidationError("Choose what may be done with your voice: one of the two, or both.")
        return given

    @property
    def terms(self):
        """What holds for the recording, as the services take it."""
        return {name: self.cleaned_data[name] for name in TERMS}


class RecordingFileForm(TermsForm):
    """One recording that is there already."""

    file = forms.FileField(
        label="Recording",
        max_length=1_000,
        widget=forms.FileInput(attrs={"accept": "audio/*,.wav,.flac,.mp3,.ogg,.opus,.webm,.m4a,.mp4"}),
        help_text="WAV, FLAC, MP3, OGG, WebM or M4A, at most 30 minutes and 200 MB.",
    )
    consent_basis = forms.CharField(
        label="If it is not your own voice: on what basis do you send it?",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Signed release of 3 May, for one"}),
    )

    field_order = (
        "file",
        "consent_transcript",
        "consent_emotion",
        "retention_days",
        "language",
        "consent_basis",
        "team",
    )


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files, in the order in which they came."""

    def __init__(self, **options):
        super().__init__(widget=ManyFiles(attrs={"webkitdirectory": True}), **options)

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file, initial) for file in data] if data else []


class BatchForm(TermsForm):
    """Many recordings: an archive, or the files of a folder. A basis for each stands in the table."""

    archive = forms.FileField(
        label="ZIP archive",
        required=False,
        max_length=1_000,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        help_text="At most 200 MB, up to 2,000 recordings.",
    )
    folder = FilesField(
        label="Or a folder", required=False, max_length=1_000, help_text="At most 100 files and 200 MB together."
    )

    consent_transcript = forms.BooleanField(label=OF_OTHERS["consent_transcript"], required=False)
    consent_emotion = forms.BooleanField(label=OF_OTHERS["consent_emotion"], required=False)

    field_order = ("archive", "folder", "consent_transcript", "consent_emotion", "retention_days", "language", "team")

    def clean(self):
        given = super().clean()
        if bool(given.get("archive")) == bool(given.get("folder")) and not self.errors:
            raise ValidationError("Choose an archive or a folder, one of the two.")
        return given
