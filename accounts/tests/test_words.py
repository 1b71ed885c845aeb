"""Words of the account pages."""

import pytest
from django import forms

from accounts.templatetags.account_words import device_name, in_our_words
from accounts.validators import one_plain_line, storable

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome on Linux"),
        (EDGE, "Edge on Windows"),
        (PHONE, "Safari on iPhone"),
        ("EmoSense/1.0 (our app)", "EmoSense/1.0 (our app)"),
        ("x" * 200, "x" * 60),
        ("", "Unknown device"),
    ],
    ids=["chrome", "edge", "phone", "app", "long", "none"],
)
def test_a_device_is_named_as_people_name_it(user_agent, name):
    assert device_name(user_agent) == name


def test_fields_get_our_labels_and_no_placeholder_that_repeats_them():
    class Form(forms.Form):
        email = forms.EmailField(label="Email", widget=forms.EmailInput(attrs={"placeholder": "Email address"}))
        other = forms.CharField(label="Other")

    email, other = in_our_words(Form())

    assert (email.label, other.label) == ("E-mail address", "Other")
    assert "placeholder" not in str(email)


@pytest.mark.parametrize("name", ["Zoë", "🎬", "李小龍", "O'Neil-Smith Jr.", "👩‍👩‍👧"])
def test_names_of_this_world_are_names(name):
    one_plain_line(name)
    storable(name)


@pytest.mark.parametrize(
    "name", ["a\x00", "a\nb", "\u202ex", "\u2066x", "\ud800", "\u2028", "\u200b", "\u00a0"], ids=repr
)
def test_what_only_disturbs_a_page_is_no_name(name):
    with pytest.raises(forms.ValidationError):
        one_plain_line(name)
