"""What all charts about models share: looks, words for figures, and the shape that the chart component takes."""

from emosense.templatetags.figures import percent_fine

LOOKS = {
    "lstm": {"colour": "cell-lstm", "shape": "circle", "dashed": True},
    "gru": {"colour": "cell-gru", "shape": "rectRot", "dashed": True},
    "bilstm": {"colour": "cell-lstm", "shape": "triangle"},
    "bigru": {"colour": "cell-gru", "shape": "rect"},
}
OTHER = {"colour": "neutral", "shape": "rect"}
NOT_MEASURED = "not measured"


def chart(identity, *, title, summary, columns, rows, data, note=""):
    return {
        "id": identity,
        "data_id": f"{identity}-data",
        "file_name": f"models-{identity}",
        "title": title,
        "summary": summary,
        "note": note,
        "columns": columns,
        "rows": rows,
        "data": data,
    }


def look(model):
    return LOOKS.get(model, OTHER)


def in_points(share):
    """A share as the axis of per cents has it; None stays a gap."""
    return None if share is None else round(100 * share, 2)


def per_cent(share):
    return NOT_MEASURED if share is None else percent_fine(share)


def points(difference):
    """0.0012 -> "0.12": the difference of two shares in percentage points, for a table."""
    return "" if difference is None else f"{100 * difference:.2f}"


def figure(number, unit="", digits=1):
    """12345.678 -> "12,345.7", with its unit."""
    return NOT_MEASURED if number is None else f"{number:,.{digits}f}{unit}"


def whole(number):
    return NOT_MEASURED if number is None else f"{number:,.0f}"


def size_of(count):
    """Bytes in words: "7.2 MB"."""
    if count is None:
        return NOT_MEASURED
    return f"{count / 1e6:,.1f}\u202fMB" if count >= 1e6 else f"{count / 1e3:,.1f}\u202fkB"


def listed(words):
    """["a", "b", "c"] -> "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def known(rows, key):
    """The rows where this was measured."""
    return [row for row in rows if row[key] is not None]


def around(values, *, step):
    """(low, high) of an axis of dots: the next multiples of `step` outside all values."""
    found = [value for value in values if value is not None]
    if not found:
        return 0, step
    return step * (min(found) // step), step * (-(-max(found) // step))
