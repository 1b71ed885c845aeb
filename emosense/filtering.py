"""Filters that lie in the URL, for pages of every app. A value that makes no sense says so and filters nothing."""

from django import forms

DEFAULTS = {"sort", "model"}  # always have a value: no filter, so no chip


class FilterForm(forms.Form):
    """Bound to request.GET; `chosen` holds what is set and makes sense."""

    def __init__(self, data, **context):
        super().__init__(data)
        for name, choices in self.choices_of(**context).items():
            self.fields[name].choices = choices
        self.is_valid()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def choices_of(self):
        """field -> choices that are only known now."""
        return {}

    def words_of(self, name):
        """What is chosen in one field, as a person reads it."""
        value = self.chosen[name]
        return str(dict(getattr(self.fields[name], "choices", ())).get(str(value), value))


def chips_of(form, query):
    """[{"label", "remove_url"}] of the filters that are set; query: request.GET."""
    return [
        {"label": f"{form.fields[name].label}: {form.words_of(name)}", "remove_url": url_with(query, **{name: None})}
        for name in form.chosen
        if name not in DEFAULTS
    ]


def url_with(query, **changes):
    """The page's own address with other parameters; None removes one. A changed filter begins at the first page."""
    query = query.copy()
    for name in ("cursor", "page"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
