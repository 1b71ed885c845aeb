"""What the web process carries: Django, and nothing that trains or serves networks."""

import json
import subprocess
import sys

import pytest

from emosense.tests.processes import ROOT, environment

HEAVY = ["tensorflow", "keras", "librosa", "sklearn", "onnxruntime", "scipy", "scrapy", "twisted", "lxml"]
ON_UPLOAD = ["pyarrow", "numpy"]
PROGRAM = f"""
import json, pathlib, re, sys
from emosense.asgi import application
import emosense.urls
from django.db import connection
from django.urls import get_resolver
len(get_resolver().reverse_dict)
status = pathlib.Path("/proc/self/status")  # not getrusage: that remembers the process that forked this one
peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1)) if status.exists() else 0
kept = connection.settings_dict["CONN_MAX_AGE"]
heavy = [name for name in {HEAVY + ON_UPLOAD} if name in sys.modules]
print(json.dumps({{"kept": kept, "heavy": heavy, "megabytes": peak / 1024}}))
"""
UPLOAD = f"""
import itertools
from reviews.review_files import formats
path = pathlib.Path(sys.argv[1])
rows = list(itertools.islice(formats.rows(path, formats.describe(path, name=path.name)), 200))
peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1)) if status.exists() else 0
heavy = [name for name in {HEAVY} if name in sys.modules]
print(json.dumps({{"heavy": heavy, "megabytes": peak / 1024, "rows": len(rows)}}))
"""


@pytest.mark.slow
def test_the_web_process_loads_no_network_library_and_stays_small(tmp_path):
    (found,) = reports_of(PROGRAM, tmp_path)

    assert found["heavy"] == []
    assert found["kept"] == 0  # a thread per request: a kept connection would only stay open
    assert found["megabytes"] <= 200


@pytest.mark.slow
def test_an_uploaded_parquet_file_leaves_the_web_process_small(tmp_path):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    texts = [f"Review {number}: a film of some length, told with some care." for number in range(50_000)]
    parquet.write_table(pyarrow.table({"text": texts, "stars": [8.0] * 50_000}), tmp_path / "reviews.parquet")

    _, found = reports_of(PROGRAM + UPLOAD, tmp_path, tmp_path / "reviews.parquet")

    assert (found["heavy"], found["rows"]) == ([], 200)
    assert found["megabytes"] <= 200


def reports_of(program, tmp_path, *arguments):
    """What the program prints as it goes, run in a process of its own."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
