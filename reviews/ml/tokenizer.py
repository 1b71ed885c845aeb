"""Words, marks and ratings of a review. Training and serving call the same function; a golden test pins it."""

import re

from reviews.ml.normalise import normalise

_PATTERN = re.compile(
    r"\d+(?:[.,]\d+)*(?:/\d+)?"  # 7, 1,000, 8.5/10
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"  # word, don't
    r"|\*{2,10}"  # ****
    r"|[:;=]-?[()dp](?!\w)"  # :) ;-( :d
    r"|\.{2,}|!{1,3}|\?{1,3}"  # ... ! !!! ??
    r"|[.,;:()\"$%&/]"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"  # pictographs
)


def tokenize(text: str) -> list[str]:
    """Splits a raw review into tokens, in order; an empty or wordless text gives an empty or short list."""
    return [_whole(token) for token in _PATTERN.findall(normalise(text))]


def _whole(token: str) -> str:
    """Any run of dots is one ellipsis; no token is longer than 40 characters."""
    if token.startswith(".."):
        return "..."
    return token[:40]
