"""Reading texts that are kept elsewhere: a higher app asks, a worker reads, a task of that app gets the readings."""

from collections.abc import Mapping

from emosense.jobs.services import wake

TASK = "reviews.tasks.read_texts"
MOST_TEXTS = 256  # of one question
WORTH_READING = 600  # seconds; whoever asked asks again


def read_texts(*, texts: Mapping[str, str], reply_to: str, reference: str) -> bool:
    """Sends texts (key -> text) to be read by the serving model; False when the broker takes nothing.

    The task named `reply_to` is then called with `reference`, `readings` (key -> {"label", "probability", "method",
    "model", "version"}) and `unavailable` (why nothing was read, else ""). At most MOST_TEXTS at once. Nothing is kept
    here: the texts travel in the message alone, and a lost one is for the asker to notice.
    """
    if len(texts) > MOST_TEXTS:
        raise ValueError(f"At most {MOST_TEXTS} texts at once.")
    question = {"texts": dict(texts), "reply_to": reply_to, "reference": reference}
    in_logs = {"argsrepr": "()", "kwargsrepr": "{…}"}
    return wake(task=TASK, kwargs=question, queue="inference", expires=WORTH_READING, **in_logs)
