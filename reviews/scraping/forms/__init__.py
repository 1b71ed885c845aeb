"""One parser per form of page, newest first. Each is `parse(page: str) -> ParsedPage | None`, None for another form."""
