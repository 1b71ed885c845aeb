"""What a movie's page says about acting, story and so on: a finding, rows with addresses, words for what is missing."""

from django.urls import reverse
from django.utils.http import urlencode

from emosense.templatetags.figures import percent
from reviews import selectors
from reviews.selectors.reviews import PUBLIC

ORDER = ("positive", "neutral", "unsure", "negative")  # as the links stand


def aspects_section(movie, found):
    """For reviews/_movie_aspects.html: the figures for everybody with rows, finding and words; teams likewise."""
    return {**section(movie, found), "teams": [section(movie, team) for team in found["teams"]]}


def section(movie, found):
    scope = found.get("team_id", PUBLIC)
    rows = [row_of(movie, row, scope) for row in found["aspects"]]
    return {**found, "rows": rows, "finding": finding(rows), "nothing_about": listed(found["missing"])}


def row_of(movie, row, scope):
    """With its name and the addresses of the sentences behind each count; a label without a sentence has no link."""
    cells = [{"label": label, "count": row[label], "url": address(movie, row, scope, label)} for label in ORDER]
    name = row["aspect"].capitalize()
    shown = [cell for cell in cells if cell["count"] or cell["label"] != "unsure"]
    return {**row, "name": name, "url": address(movie, row, scope), "cells": shown}


def address(movie, row, scope, label=""):
    """Of the sentences that a figure counts: the public ones, or those that a team sees."""
    query = {"aspect": row["aspect"], **({"aspect_label": label} if label else {}), "scope": scope}
    return f"{reverse('reviews:movie_reviews', args=[movie.slug])}?{urlencode(query)}"


def finding(rows):
    """What the table shows, in a sentence: best and worst only where their intervals do not touch."""
    enough = [row for row in rows if row["state"] == "ok"]
    if not enough:
        return f"{selectors.ENOUGH} reviews must speak of a part before its share says something."
    best, worst = max(enough, key=value), min(enough, key=value)
    if best["low"] > worst["high"]:
        high, low = percent(best["value"]), percent(worst["value"])
        return f"{best['name']} reads best ({high} positive), {worst['aspect']} worst ({low})."
    most = f"{enough[0]['name']} is talked about most"
    return f"{most}; no part reads clearly better than another." if len(enough) > 1 else f"{most}."


def value(row):
    return row["value"]


def listed(names):
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
