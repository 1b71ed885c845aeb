"""What the web process carries: Django, and nothing that trains or serves networks."""

import json
import subprocess
import sys

import pytest

from emosense.tests.processes import ROOT, environment

HEAVY = ["tensorflow", "keras", "librosa", "sklearn", "onnxruntime", "scipy"]
PROGRAM = f"""
import json, resource, sys
from emosense.asgi import application
import emosense.urls
from django.urls import get_resolver
len(get_resolver().reverse_dict)
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
print(json.dumps({{"heavy": [name for name in {HEAVY} if name in sys.modules], "megabytes": megabytes}}))
"""


@pytest.mark.slow
def test_the_web_process_loads_no_network_library_and_stays_small(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=True
    )

    found = json.loads(done.stdout)
    assert found["heavy"] == []
    assert found["megabytes"] <= 200
