"""What an administrator says about a licensed feed."""

from django import forms

from reviews.models import Feed, Source
from reviews.services.sources import slug_of_source


class FeedForm(forms.ModelForm):
    """In the admin. The name makes the address, so it stays; a source that has it already is taken over."""

    name = forms.CharField(max_length=120, help_text="Of the source; its address is made of it.")
    licence = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="On what terms its reviews are used."
    )
    terms = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What they ask or forbid, in words that everybody may read.",
    )

    class Meta:
        model = Feed
        fields = ["is_on", "team"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk:
            source = self.instance.source
            self.initial |= {"name": source.name, "licence": source.licence, "terms": source.terms}
            if "name" in self.fields:  # not for people who only look
                self.fields["name"].disabled = True

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if self.instance.pk:
            return name
        source = Source.objects.filter(slug=slug_of_source(name)).select_related("feed").first()
        if source is None:
            return name
        if source.kind != Source.Kind.FEED:
            raise forms.ValidationError(f"The source {source.name} is of another kind: choose another name.")
        if hasattr(source, "feed"):
            raise forms.ValidationError(f"{source.name} has a feed already.")
        return name
