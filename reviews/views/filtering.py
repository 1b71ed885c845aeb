"""Filters that are set, as chips; and the addresses of neighbouring pages."""

DEFAULTS = {"sort", "model"}  # always have a value: no filter, so no chip


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


def cursor_urls(query, page):
    """{"next_url", "previous_url"} of a keyset page; "" where there is none."""
    return {
        "next_url": url_with(query, cursor=page.next_cursor) if page.next_cursor else "",
        "previous_url": url_with(query, cursor=page.previous_cursor) if page.previous_cursor else "",
    }
