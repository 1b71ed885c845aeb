"""The supervisor's pieces, one by one."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

from emosense import embedded
from emosense.supervisor import rank
from emosense.supervisor.__main__ import main as supervise
from emosense.supervisor.binaries import postgres_program
from emosense.supervisor.child import FIRST_PAUSE, LOG_LIMIT, Child, stop_all, trim_log
from emosense.supervisor.lifeline import Undertaker, before_exec
from emosense.supervisor.run import demo_sign_ins, show_lines
from emosense.supervisor.services import Busy, FolderRefused, note_holder, private_folder, read_holder, take_lock
from emosense.tests.processes import wait_until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a rank to give up")
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# A parent that starts a grandchild, prints its number and waits.
FAMILY = "import subprocess,sys,time; p=subprocess.Popen(['sleep','60']); print(p.pid, flush=True); time.sleep(60)"


def alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


# --- where the sockets are --------------------------------------------------------------------------------------
def test_sockets_lie_in_var_run_where_the_path_is_short():
    assert embedded.socket_dir("/srv/var") == Path("/srv/var/run")


def test_sockets_of_a_long_path_lie_in_a_short_folder_of_our_own():
    folder = embedded.socket_dir("/srv/" + "x" * 100)

    assert len(os.fsencode(folder)) <= embedded.LONGEST_SOCKET_DIR
    assert folder == embedded.socket_dir("/srv/" + "x" * 100)
    assert folder != embedded.socket_dir("/srv/" + "y" * 100)


def test_urls_quote_a_folder_with_spaces():
    assert unquote(embedded.database_url("/a b")).endswith("host=/a b/run")
    assert " " not in embedded.database_url("/a b") + embedded.broker_url("/a b")


def test_a_secret_key_is_made_once_and_private(tmp_path):
    first, second = embedded.secret_key(tmp_path), embedded.secret_key(tmp_path)

    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


# --- one child --------------------------------------------------------------------------------------------------
def test_a_child_that_dies_is_started_again_after_a_pause_that_doubles(tmp_path):
    child = Child(name="c", argv=[sys.executable, "-c", "print('last words'); raise SystemExit(3)"], log=tmp_path / "c")
    child.start().process.wait()

    assert child.died() and not child.died()
    assert child.last_line() == "last words"
    assert not child.restart_if_due()
    child.restart_at = time.monotonic()
    assert child.restart_if_due()
    assert child.pause == 2 * FIRST_PAUSE
    child.process.wait()


def test_a_child_that_ignores_the_polite_signal_is_ended(tmp_path):
    deaf = (
        "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = Child(name="deaf", argv=[sys.executable, "-c", deaf], log=tmp_path / "log").start()
    wait_until(lambda: child.last_line() == "deaf", seconds=5)

    stop_all([child], patience=0.3)

    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_stopping_a_child_ends_what_it_had_started(tmp_path):
    child = Child(name="parent", argv=[sys.executable, "-c", FAMILY], log=tmp_path / "log").start()
    wait_until(lambda: child.last_line().isdigit(), seconds=5)
    grandchild = int(child.last_line())

    stop_all([child], patience=2)

    assert wait_until(lambda: not alive(grandchild), seconds=3)


@pytest.mark.slow
def test_a_child_that_was_killed_takes_what_it_had_started_with_it(tmp_path):
    child = Child(name="parent", argv=[sys.executable, "-c", FAMILY], log=tmp_path / "log").start()
    wait_until(lambda: child.last_line().isdigit(), seconds=5)
    grandchild = int(child.last_line())
    child.process.kill()
    child.process.wait()

    assert child.died()

    assert wait_until(lambda: not alive(grandchild), seconds=3)


def test_a_log_that_grew_is_cut_and_one_old_part_kept(tmp_path):
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (LOG_LIMIT + 1))

    trim_log(log)

    assert log.stat().st_size == 0
    assert (tmp_path / "web.log.1").stat().st_size == LOG_LIMIT + 1


# --- nothing outlives the supervisor ----------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's rope is Linux's")
def test_the_kernel_ends_a_child_whose_parent_was_killed(tmp_path):
    program = (
        "import subprocess,signal,time; from emosense.supervisor.lifeline import before_exec;"
        "print(subprocess.Popen(['sleep','60'], preexec_fn=before_exec(signal.SIGKILL)).pid, flush=True);"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert wait_until(lambda: not alive(child), seconds=3)


@pytest.mark.slow
def test_the_undertaker_ends_grandchildren_when_its_pipe_closes(tmp_path):
    undertaker = Undertaker()
    child = Child(name="parent", argv=[sys.executable, "-c", FAMILY], log=tmp_path / "log", undertaker=undertaker)
    child.start()
    wait_until(lambda: child.last_line().isdigit(), seconds=5)
    grandchild = int(child.last_line())

    undertaker.dismiss()  # closes the pipe, as the death of this process would

    assert child.process.wait(timeout=3) == -signal.SIGKILL
    assert wait_until(lambda: not alive(grandchild), seconds=3)


@pytest.mark.slow
def test_an_undertaker_that_was_ended_is_replaced_by_one_that_knows_as_much(tmp_path):
    undertaker = Undertaker()
    child = Child(name="sleeper", argv=SLEEPER, log=tmp_path / "log", undertaker=undertaker).start()
    undertaker._process.kill()
    undertaker._process.wait()

    undertaker.replace_if_ended()
    undertaker.dismiss()

    assert child.process.wait(timeout=3) == -signal.SIGKILL


@pytest.mark.slow
def test_the_undertaker_leaves_alone_what_was_stopped_in_time(tmp_path):
    undertaker = Undertaker()
    other = subprocess.Popen(SLEEPER, start_new_session=True, preexec_fn=before_exec(signal.SIGKILL))
    undertaker.watch(other.pid, signal.SIGKILL)
    undertaker.forget(other.pid)

    undertaker.dismiss()

    assert other.poll() is None
    other.kill()
    other.wait()


# --- one holder at a time ---------------------------------------------------------------------------------------
def test_a_lock_that_is_held_names_its_holder(tmp_path):
    lock, holder = tmp_path / "lock", tmp_path / "holder.json"
    descriptor = take_lock(lock, holder, wait=0)
    note_holder(holder, what="run", url="http://localhost:1/")

    with pytest.raises(Busy) as busy:
        take_lock(lock, holder, wait=5)

    assert busy.value.holder["url"] == "http://localhost:1/"
    os.close(descriptor)


def test_a_start_beside_a_holder_ends_as_refused(monkeypatch, capsys):
    def held(**_):
        raise Busy({"what": "run", "url": "http://localhost:1/", "pid": 7})

    monkeypatch.setattr("emosense.supervisor.__main__.run", held)

    assert supervise(["run", "--port", "2"]) == 2
    assert "EmoSense runs already at http://localhost:1/" in capsys.readouterr().err


def test_the_note_of_a_dead_holder_is_worth_nothing(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    note = tmp_path / "holder.json"
    note.write_text(f'{{"pid": {dead.pid}, "what": "run"}}')

    assert read_holder(note) == {}


def test_a_folder_that_is_a_file_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "var").touch()

    with pytest.raises(FolderRefused, match="set EMOSENSE_VAR to a folder of your own"):
        private_folder(tmp_path / "var" / "run")


# --- PostgreSQL refuses root ------------------------------------------------------------------------------------
@pytest.fixture
def no_namespaces(monkeypatch):
    def refuse():
        raise OSError("unshare")

    monkeypatch.setattr(rank, "user_namespace", refuse)


def folders_of(root):
    folders = {"data": root / "postgres", "sockets": root / "run"}
    for folder in folders.values():
        folder.mkdir()
    return {**folders, "postgres": postgres_program("postgres")}


@as_root
def test_root_without_user_namespaces_becomes_nobody(no_namespaces):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        root = Path(name)
        root.chmod(0o755)
        folders = folders_of(root)

        _, uid = rank.ordinary_rank(**folders)

        assert uid == rank.NOBODY == folders["data"].stat().st_uid


@as_root
def test_root_runs_postgres_as_the_owner_of_the_folder(no_namespaces):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        root = Path(name)
        folders = folders_of(root)
        os.chown(root, 4711, 4711)

        assert rank.ordinary_rank(**folders)[1] == 4711


@as_root
def test_root_in_a_folder_that_nobody_else_can_enter_is_refused(no_namespaces):
    with tempfile.TemporaryDirectory(dir="/tmp") as name, pytest.raises(rank.NoOrdinaryUser):
        rank.ordinary_rank(**folders_of(Path(name)))


@pytest.mark.skipif(os.geteuid() == 0, reason="for ordinary people")
def test_an_ordinary_user_stays_who_they_are(tmp_path):
    assert rank.ordinary_rank(**folders_of(tmp_path)) == (None, os.geteuid())


# --- the terminal -----------------------------------------------------------------------------------------------
def test_mails_are_shown_on_the_terminal_once_and_whole(tmp_path, capsys):
    log = tmp_path / "web.log"
    log.write_text("noise\nMail to a@example.com: Your code ABC\nMail to b@exam")

    offset = show_lines(log, 0)
    with log.open("a") as stream:
        stream.write("ple.com: Welcome\n")
    show_lines(log, offset)

    assert capsys.readouterr().out.splitlines() == [
        "  Mail to a@example.com: Your code ABC",
        "  Mail to b@example.com: Welcome",
    ]


def test_without_demo_people_no_sign_ins_are_shown(tmp_path):
    assert demo_sign_ins(tmp_path) == []
