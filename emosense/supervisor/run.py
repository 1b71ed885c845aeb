"""`./dev run`: everything started in order, watched, restarted when it dies, and stopped together."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from emosense.supervisor.child import stop_all, trim_log
from emosense.supervisor.lifeline import before_exec
from emosense.supervisor.programs import programs
from emosense.supervisor.services import Services
from emosense.supervisor.terminal import complain, say, step

STOP_LIMIT = 2.8  # seconds for web, worker and beat; PostgreSQL and Redis follow, all within 5
COLD_AFTER = 1.0  # seconds until a worker gives its unfinished tasks back to the queue
READY_LIMIT = 120
SHOWN = b"Mail to "  # lines of the logs that begin so are shown on the terminal: links and codes of a laptop


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


class NotReady(Exception):
    """A program did not come up; the text says which and where its log is."""


def run(*, var_dir, port, demo):
    signals_raise_stopped()
    services = Services(var_dir)
    children = []
    try:
        with step("PostgreSQL and Redis"):
            services.start(what="run", url=f"http://localhost:{port}/")
        prepare(services, demo=demo)
        children.extend(programs(port=port, services=services))
        with step("web and worker"):
            start_programs(children, port)
        welcome(services, port)
        watch([*children, *services.children], services)
    except Stopped:
        return 0
    finally:
        signals_end_at_once()
        stop(children, services)


def signals_raise_stopped():
    def raise_stopped(signum, frame):
        signals_end_at_once()
        raise Stopped

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, raise_stopped)


def signals_end_at_once():
    """A second Ctrl-C: leave; the undertaker ends the rest."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: os._exit(130))


def prepare(services, *, demo):
    """Migrations, static files and starter data, in one Django process that prints its own steps."""
    command = [sys.executable, "manage.py", "prepare", *([] if demo else ["--no-demo"])]
    process = subprocess.Popen(
        command, env=services.environment(), preexec_fn=before_exec(signal.SIGKILL), start_new_session=True
    )
    services.undertaker.watch(process.pid, signal.SIGKILL)
    try:
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        services.undertaker.forget(process.pid)
    if code:
        raise NotReady("The database or the static files could not be prepared; what it said is above.")


def start_programs(children, port):
    """web and worker first, for they are what a person waits for; the rest while the person reads the address."""
    web, worker, *others = children
    offset = worker.log.stat().st_size if worker.log.exists() else 0
    web.start()
    worker.start()
    wait_for(web, lambda: web_answers(port))
    wait_for(worker, lambda: b" ready." in read_from(worker.log, offset)[0])
    for child in others:
        child.start()


def wait_for(child, ready):
    deadline = time.monotonic() + READY_LIMIT
    while not ready():
        if not child.running() or time.monotonic() > deadline:
            raise NotReady(f"{child.name} did not start: {child.last_line()[:300]} (see {child.log}).")
        time.sleep(0.1)


def web_answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def watch(children, services):
    """Until Stopped is raised: restarts what dies and shows what is for the terminal."""
    offsets = {child.name: child.log.stat().st_size for child in children}
    while True:
        for child in children:
            if child.died():
                say(f"{child.name} ended (exit {child.process.returncode}): {child.last_line()[:300]}")
                say(f"  it starts again in {child.pause:.0f} s; its log is {child.log}")
            child.restart_if_due()
            offsets[child.name] = show_lines(child.log, offsets[child.name])
            trim_log(child.log)
        services.undertaker.replace_if_ended()
        time.sleep(0.3)


def show_lines(log, offset):
    """Shows the new lines meant for the terminal; returns where to go on. A truncated log is read from its start."""
    text, _ = read_from(log, offset if log.stat().st_size >= offset else 0)
    complete = text.rpartition(b"\n")[0]
    for line in complete.splitlines():
        if line.startswith(SHOWN):
            say("  " + line.decode(errors="replace"))
    return (offset if log.stat().st_size >= offset else 0) + (len(complete) + 1 if complete else 0)


def read_from(log, offset):
    if not log.exists():
        return b"", offset
    with open(log, "rb") as stream:
        stream.seek(offset)
        text = stream.read()
    return text, offset + len(text)


def welcome(services, port):
    say(f"\n  EmoSense is ready at http://localhost:{port}/   (Ctrl-C stops it; logs are in {services.var / 'log'})")
    for person in demo_sign_ins(services.var):
        say(f"    {person.get('role', ''):<10} {person.get('email', ''):<34} {person.get('password', '')}")


def demo_sign_ins(var_dir):
    """What load_starter left in var/demo-sign-ins.json: a list of {role, email, password}."""
    try:
        return json.loads(Path(var_dir, "demo-sign-ins.json").read_text())
    except (OSError, ValueError):
        return []


def stop(children, services):
    begun = time.monotonic()
    stop_all(children, patience=STOP_LIMIT, insist=dict.fromkeys(("worker", "slow"), (COLD_AFTER, signal.SIGQUIT)))
    services.stop()
    if children:
        complain(f"Stopped in {time.monotonic() - begun:.1f} s.")
