"""What a benchmark tells of a process is that process's own."""

import subprocess
import sys

from reviews.management.benchmark.file_imports import watched
from reviews.management.benchmark.processes import peak_megabytes


def child(code):
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def test_the_peak_is_the_childs_and_not_what_its_parent_had():
    ours = bytearray(b"x") * 250_000_000

    small, _, _ = watched(child("import time; time.sleep(0.5)"))
    large, processor, said = watched(
        child("import sys, time; sys.stderr.write('told'); x = bytearray(b'x') * 120_000_000; time.sleep(0.5)")
    )

    assert len(ours) == 250_000_000
    assert 1 < small < 60
    assert 115 < large < 200
    assert processor >= 0
    assert said == b"told"


def test_a_process_that_has_ended_has_no_peak_any_more():
    process = child("pass")
    process.communicate()

    assert peak_megabytes(process.pid) == 0.0
