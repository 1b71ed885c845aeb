"""Titles as catalogues write them: "City of Lost Children, The (Cité des enfants perdus, La) (1995)"."""

import re

_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")
_OTHER = re.compile(r"\s*\((?:a\.?k\.?a\.? )?([^()]+)\)\s*$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(.+), (the|a|an|la|le|les|l'|el|los|las|il|lo|i|gli|der|die|das|den|det|de|het|o|os|as|un|une|una|uno|ein|eine)",
    re.IGNORECASE,
)


def split_title(written: str) -> tuple[str, str, int | None]:
    """Title, other title or "", and year or None."""
    year = _YEAR.search(written)
    bare = written[: year.start()] if year else written
    other = _OTHER.search(bare) if year else None
    title = bare[: other.start()] if other else bare
    if not title.strip():
        title, other = bare, None
    return article_first(title), article_first(other[1]) if other else "", int(year[1]) if year else None


def article_first(title: str) -> str:
    """ "The Matrix" for "Matrix, The"."""
    match = _ARTICLE.fullmatch(title.strip())
    if not match:
        return title.strip()
    space = "" if match[2].endswith("'") else " "
    return f"{match[2]}{space}{match[1]}"
