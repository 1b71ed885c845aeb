"""A text that can be kept: told in words before the service refuses it."""

from django import forms
from django.core.exceptions import ValidationError

from reviews import services


class KeptText(forms.CharField):
    """Newlines as one character, at most `max_length` of them, storable; the error says what to do."""

    default_error_messages = {
        "required": "Write something first.",
        "null_characters_not_allowed": "The text holds a NUL character: remove it and try again.",
    }

    def __init__(self, *, max_length, **options):
        super().__init__(**options)
        self.longest = max_length  # not Django's max_length: browsers would cut a pasted text without a word
        self.validators = [self.check]

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def check(self, text):
        if len(text) > self.longest:
            raise ValidationError(
                f"This has {len(text):,} characters; at most {self.longest:,} can be kept. Shorten it."
            )
        try:
            services.storable(text)
        except services.UnusableText as error:
            raise ValidationError(str(error)) from error
