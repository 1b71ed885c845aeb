"""What a person sees: one line per step with its time, and one sentence when something is wrong."""

import sys
import time
from contextlib import contextmanager

WIDTH = 44


@contextmanager
def step(label, stream=sys.stdout):
    """Prints the label, and its time once the step is done."""
    begun = time.monotonic()
    if stream.isatty():
        print(f"  {label:<{WIDTH}}", end="", flush=True, file=stream)
    yield
    line = f"{time.monotonic() - begun:6.1f} s"
    print(line if stream.isatty() else f"  {label:<{WIDTH}}{line}", flush=True, file=stream)


def say(text):
    print(text, flush=True)


def complain(text):
    print(f"\n{text}", file=sys.stderr, flush=True)
