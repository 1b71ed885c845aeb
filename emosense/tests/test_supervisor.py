"""The supervisor with real processes: ready, restarted, stopped, killed; data kept, nothing left."""

import os
import signal
import subprocess
import sys
import urllib.request

import pytest

from emosense.tests.processes import ROOT, Installation, environment, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("supervisor"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]
SITE = "from django.contrib.sites.models import Site; "


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory):
    """One data folder for the module: the first test fills it, the others start on it again."""
    return tmp_path_factory.mktemp("a name with spaces")


@pytest.fixture
def installation(data_folder):
    installation = Installation(data_folder)
    yield installation
    installation.clear_away()


def test_sigterm_stops_everything_within_five_seconds_and_keeps_the_data(installation):
    installation.start()
    installation.manage("shell", "-c", SITE + "Site.objects.create(domain='kept.example', name='kept')")

    took = installation.stop()

    assert took < 5
    assert not installation.processes()
    assert installation.manage("shell", "-c", SITE + "print(Site.objects.filter(name='kept').count())").endswith("1\n")
    assert not installation.processes()  # the command took the database away again


def test_kill_9_leaves_no_process_behind_and_the_next_start_goes_on(installation):
    installation.start()
    before = installation.processes()

    installation.process.kill()
    installation.process.wait()

    assert len(before) > 5
    assert wait_until(lambda: not installation.processes(), seconds=6), installation.processes()
    installation.start()
    assert answer(installation) == 200


def test_a_killed_web_process_is_started_again_and_said_so(installation):
    installation.start()
    web = next(number for number, words in installation.processes().items() if "uvicorn" in words)

    os.kill(web, signal.SIGKILL)

    assert wait_until(lambda: "web ended" in installation.said(), seconds=5)
    assert wait_until(lambda: answer(installation) == 200, seconds=30)
    assert "it starts again" in installation.said()


def test_a_second_start_on_the_same_data_says_where_the_first_one_runs(installation):
    installation.start()

    second = subprocess.run(
        [sys.executable, "-m", "emosense.supervisor", "run", "--port", str(installation.port + 1)],
        cwd=ROOT,
        env=environment(installation.var),
        capture_output=True,
        text=True,
    )

    assert second.returncode == 2
    assert f"EmoSense runs already at http://localhost:{installation.port}/" in second.stderr


def test_a_worker_busy_with_a_task_does_not_hold_up_the_stop(installation):
    installation.start()
    sleeping = [number for number, words in installation.processes().items() if " worker " in words]
    for number in sleeping:
        os.kill(number, signal.SIGSTOP)  # as deaf as a process can be

    took = installation.stop()

    assert took < 5.5
    assert not installation.processes()


def answer(installation):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}/livez", timeout=5) as response:
            return response.status
    except OSError:
        return None
