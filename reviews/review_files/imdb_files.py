"""IMDb's other data files: told from those that can be read, and refused in words."""

from collections.abc import Sequence

from reviews.review_files.rows import FileRefused

INSTEAD = "Import title.basics and title.ratings instead."
UNREAD = (
    (("tconst", "directors", "writers"), f"IMDb's title.crew names people by numbers alone. {INSTEAD}"),
    (("tconst", "ordering", "nconst"), f"IMDb's title.principals names people by numbers alone. {INSTEAD}"),
    (("titleid", "ordering", "title"), f"IMDb's title.akas holds titles in other countries, not movies. {INSTEAD}"),
    (("tconst", "parenttconst"), f"IMDb's title.episode holds episodes, not movies. {INSTEAD}"),
    (("nconst", "primaryname"), f"IMDb's name.basics holds people, not movies. {INSTEAD}"),
)


def refuse_unread(columns: Sequence[str]) -> None:
    """Raises FileRefused."""
    folded = tuple(column.lower() for column in columns)
    for header, words in UNREAD:
        if folded[: len(header)] == header:
            raise FileRefused(words)
