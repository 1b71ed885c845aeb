"""Posters drawn from a title and its palette, for movies without a picture."""

import hashlib
import textwrap

# (ground, shape, accent, letters): night colours of old film stock; letters keep 7 : 1 on the ground.
PALETTES = (
    ("#1f2a37", "#2f4257", "#f0a52e", "#faf7f1"),
    ("#2b1d1a", "#4a2c24", "#f4764c", "#fbf1ea"),
    ("#12302d", "#1d4b46", "#7ed9cb", "#eef8f5"),
    ("#2a2140", "#42345f", "#c7a6f2", "#f5f0fc"),
    ("#332a12", "#524319", "#f3cf6b", "#fcf6e4"),
    ("#3a1826", "#5b2640", "#f59bb5", "#fdeff4"),
    ("#172536", "#22405c", "#7fb2ea", "#eef5fc"),
    ("#26301a", "#3b4b26", "#bcd878", "#f5f9ea"),
)
SHAPES = ("beam", "moon", "horizon", "stairs", "rings", "curtain")
LINE = 13  # letters per line at the drawn size
LINES = 5


def poster_of(title: str, key: str) -> dict:
    """What to draw for a title: palette, shape, the title's lines with their heights; the same for one key."""
    digest = hashlib.sha256(key.encode()).digest()
    ground, shape_colour, accent, letters = PALETTES[digest[0] % len(PALETTES)]
    lines = textwrap.wrap(title, LINE, max_lines=LINES, placeholder=" …") or [title[:LINE]]
    return {
        "ground": ground,
        "shape_colour": shape_colour,
        "accent": accent,
        "letters": letters,
        "shape": SHAPES[digest[1] % len(SHAPES)],
        "lines": [(line, 256 - 24 * (len(lines) - 1 - row)) for row, line in enumerate(lines)],
        "shift": digest[2] % 40,
    }
