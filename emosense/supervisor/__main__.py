"""Command line of the supervisor: `python -m emosense.supervisor run [--port N] [--no-demo]`."""

import argparse
import os
import sys
from pathlib import Path

from emosense.supervisor.binaries import MissingProgram
from emosense.supervisor.postgres import PostgresFailed
from emosense.supervisor.rank import NoOrdinaryUser
from emosense.supervisor.redis import RedisFailed
from emosense.supervisor.run import NotReady, run
from emosense.supervisor.services import Busy, FolderRefused
from emosense.supervisor.terminal import complain

DEFAULT_VAR = Path(__file__).resolve().parents[2] / "var"
REFUSED = 2  # as ./dev ends when the port is taken: another process is in the way, nothing was started
NO_ORDINARY_USER = (
    "PostgreSQL refuses to run as root and this system has no user namespaces: "
    "run ./dev as another user, or set DATABASE_URL to a PostgreSQL server."
)


def main(arguments):
    parser = argparse.ArgumentParser(prog="./dev")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="start everything")
    running.add_argument("--port", type=int, default=8000)
    running.add_argument("--no-demo", action="store_true")
    options = parser.parse_args(arguments)
    var_dir = os.environ.get("EMOSENSE_VAR") or DEFAULT_VAR
    try:
        return run(var_dir=var_dir, port=options.port, demo=not options.no_demo)
    except Busy as busy:
        complain(busy_sentence(busy.holder))
        return REFUSED
    except NoOrdinaryUser:
        complain(NO_ORDINARY_USER)
    except (FolderRefused, MissingProgram, PostgresFailed, RedisFailed, NotReady) as error:
        complain(str(error))
    return 1


def busy_sentence(holder):
    if holder.get("what") == "run":
        return f"EmoSense runs already at {holder['url']} (process {holder['pid']}): use that, or stop it first."
    if holder:
        return f"`{holder['what']}` (process {holder['pid']}) is using the database: start again when it is done."
    return "Another process still holds the database of this folder: start again in a moment."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
