"""Many new rows that are alike but for a few columns, in one statement.

bulk_create prepares every cell of every row and the database reads every one of them: a catalogue of ten thousand
movies has ten thousand empty scores of thirty columns.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_alike(row: Model, varying: Mapping[str, Sequence[Any]]) -> list[tuple[int, Any]]:
    """Inserts one row like `row` for each place of `varying` (attribute → its values); rows that are there stay.

    Returns the new rows' ids, each with its value of the first of these attributes. In the order of that, so that two
    of these at once do not wait for each other.
    """
    fields = {field.attname: field for field in row._meta.concrete_fields if not field.primary_key}
    alike = {name: field for name, field in fields.items() if name not in varying}
    columns = [_quoted(fields[name]) for name in varying] + [_quoted(field) for field in alike.values()]
    arrays = ", ".join(f"%s::{_type(fields[name])}[]" for name in varying)
    constants = "".join(f", %s::{_type(field)}" for field in alike.values())
    first = columns[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(row._meta.db_table)} ({', '.join(columns)}) "  # noqa: S608 (our names)
            f"SELECT told.*{constants} FROM unnest({arrays}) AS told({', '.join(columns[: len(varying)])}) "
            f"ORDER BY told.{first} ON CONFLICT DO NOTHING RETURNING {_quoted(row._meta.pk)}, {first}",
            [
                *(field.get_db_prep_save(getattr(row, name), connection) for name, field in alike.items()),
                *(list(values) for values in varying.values()),
            ],
        )
        return cursor.fetchall()


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _type(field: "Field[Any, Any]") -> str:
    """Without the length: a value that is too long is refused, not cut."""
    return (field.db_type(connection) or "text").partition("(")[0]
