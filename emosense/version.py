"""The version that pages show: the newest heading of CHANGELOG.md."""

import re
from functools import cache

from django.conf import settings

_HEADING = re.compile(r"^## \[?v?(\d+\.\d+(?:\.\d+)?)", re.MULTILINE)


@cache
def version() -> str:
    """ "0.1.0", or "0.0" where CHANGELOG.md is missing or names none."""
    try:
        heading = _HEADING.search((settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"))
    except OSError:
        return "0.0"
    return heading.group(1) if heading else "0.0"
