"""What one must know of each corpus beside its figures: origin, use, licence, limits. Figures in them are measured."""

from typing import Any

LARGE_MOVIE_REVIEWS = {
    "source": "Collected from IMDb by Maas et al. (2011), Learning Word Vectors for Sentiment Analysis, ACL.",
    "url": "https://ai.stanford.edu/~amaas/data/sentiment/",
    "licence": "Given for research, with a request to cite the paper. Its reviews are not part of this product, and "
    "models made from them are for research, teaching and trying out.",
}
NOTES: dict[str, dict[str, str]] = {
    "imdb_train": {
        **LARGE_MOVIE_REVIEWS,
        "name": "Large Movie Review Dataset, labelled",
        "use": "Models learn what is positive and negative from these labels.",
    },
    "imdb_unlabelled": {
        **LARGE_MOVIE_REVIEWS,
        "name": "Large Movie Review Dataset, unlabelled",
        "use": "Models learn words and their company from these texts, and copy the answers that larger models give.",
    },
    "imdb_validation": {
        **LARGE_MOVIE_REVIEWS,
        "name": "Large Movie Review Dataset, part of the test split",
        "use": "Accuracy is reported on it. Nothing is learned, fitted or calibrated on it.",
    },
    "sst": {
        "name": "Stanford Sentiment Treebank, training and development sentences",
        "source": "Single sentences of critics, labelled by three people each: Socher et al. (2013), EMNLP.",
        "url": "https://nlp.stanford.edu/sentiment/",
        "licence": "Given for research, with a request to cite the paper.",
        "use": "Short texts in three classes. Each model's card says whether it learned from them.",
    },
    "critics": {
        "name": "Dated critic reviews",
        "source": "One-line quotes of professional critics, with date and a verdict of fresh or rotten; material of a "
        "data science course.",
        "url": "",
        "licence": "The lines belong to the critics: they are measured on, and neither stored nor passed on.",
        "use": "Tests how models do on another kind of writing, and on other years. Nothing is learned from them.",
    },
}


def limits_of(*, key: str, facts: dict[str, Any]) -> list[str]:
    """Known limits and biases, each found again in the figures of this very corpus."""
    films = facts["films"]
    found = [*_labels(facts), *_stars(facts), *_films(films), *_years(films), *_doubles(facts, key)]
    if films["n"] == 0:
        found.append("No sentence names its film, so neither film, year nor genre can be told.")
    if not facts["written"]:
        found.append("No text has a date.")
    else:
        years = list(facts["written"])
        found.append(f"Written {years[0]} to {years[-1]}; nearly all since 2000.")
    if foreign := facts["n"] - facts["languages"].get("en", 0):
        found.append(
            f"{foreign:,} texts look like another language than English; most are only short or full of names."
        )
    return found


def _labels(facts: dict[str, Any]) -> list[str]:
    labels, n = facts["labels"], facts["n"]
    if not labels:
        return ["No labels."]
    share = labels.get("positive", 0) / n
    if abs(share - 0.5) < 0.005:
        return ["As many positive as negative by design: the share of positive reviews says nothing of real audiences."]
    return [f"{100 * share:.0f} % are positive."]


def _stars(facts: dict[str, Any]) -> list[str]:
    stars = facts["stars"]
    missing = [str(number) for number in range(1, 11) if str(number) not in stars]
    if not stars or not missing:
        return []
    return [f"Nobody gave {' or '.join(missing)} stars: lukewarm reviews were left out, so models never saw one."]


def _films(films: dict[str, Any]) -> list[str]:
    if films["n"] == 0:
        return []
    found = [f"At most {films['most']} reviews a film, half of the films have {films['median']:g} or fewer."]
    if films["with_several"]:
        share = films["one_sided"] / films["with_several"]
        found.append(
            f"Of films with several reviews {100 * share:.0f} % have reviews of one label only: a model may learn "
            "names of films and actors in place of opinions, so development sets are cut by film."
        )
    return found


def _years(films: dict[str, Any]) -> list[str]:
    if not films["n"] or not films["newest"]:
        return []
    found = f"The newest film is of {films['newest']}, the oldest of {films['oldest']}"
    if films["joined"] < films["n"]:
        share = 100 * films["joined"] / films["n"]
        found += (
            f"; known for {films['joined']:,} of {films['n']:,} films ({share:.0f} %), "
            "those that two public catalogues have, which prefer well-known films"
        )
    return [found + "."]


def _doubles(facts: dict[str, Any], key: str) -> list[str]:
    found = []
    if facts["duplicates"]:
        found.append(f"{facts['duplicates']:,} texts stand in it more than once.")
    if key != "imdb_train" and facts["films"].get("learned"):
        found.append(f"{facts['films']['learned']:,} of its films are among the labelled ones, too.")
    if key == "imdb_validation" and not facts["learned"] and not facts["films"]["learned"]:
        found.append("None of its texts and none of its films is among those that models learned from.")
    elif key != "imdb_train" and facts["learned"]:
        found.append(f"{facts['learned']:,} of its texts are among the labelled ones, too.")
    return found
