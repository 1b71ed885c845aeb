"""What the web process carries: Django, and nothing that trains or serves networks."""

import json
import subprocess
import sys

import pytest

from emosense.tests.processes import ROOT, environment

HEAVY = ["tensorflow", "keras", "librosa", "sklearn", "onnxruntime", "scipy"]
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
heavy = [name for name in {HEAVY} if name in sys.modules]
print(json.dumps({{"kept": kept, "heavy": heavy, "megabytes": peak / 1024}}))
"""


@pytest.mark.slow
def test_the_web_process_loads_no_network_library_and_stays_small(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=True
    )

    found = json.loads(done.stdout)
    assert found["heavy"] == []
    assert found["kept"] == 0  # a thread per request: a kept connection would only stay open
    assert found["megabytes"] <= 200
