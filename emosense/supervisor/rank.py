"""PostgreSQL refuses to run as root: ways to run it as somebody else without asking anybody to make a user."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
NOBODY = 65534


class NoOrdinaryUser(Exception):
    """Root, and no way to give it up."""


def user_namespace():
    """This process becomes user 1000 of a namespace of its own; its files still belong to root outside."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1")
    Path("/proc/self/gid_map").write_text("1000 0 1")


def become(uid, gid):
    def change():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)

    return change


def ordinary_rank(*, data, sockets, postgres):
    """(prepare, uid): what to run in the child before exec, and who owns its files; (None, own uid) when not root.

    Raises NoOrdinaryUser.
    """
    if os.geteuid() != 0:
        return None, os.geteuid()
    for prepare, uid, gid in _candidates(data.parent):
        give_to(uid, gid, data, sockets)
        if _works(prepare, postgres, data, sockets):
            return prepare, uid
    raise NoOrdinaryUser


def _candidates(folder):
    owner = folder.stat()
    if owner.st_uid != 0:
        yield become(owner.st_uid, owner.st_gid), owner.st_uid, owner.st_gid
    if sys.platform == "linux":
        yield user_namespace, 0, 0
    yield become(NOBODY, NOBODY), NOBODY, NOBODY


def _works(prepare, postgres, *folders):
    tests = " && ".join(f'test -w "${number}"' for number in range(1, len(folders) + 1))
    command = ["/bin/sh", "-c", f'"$0" --version && test "$(id -u)" != 0 && {tests}', postgres, *folders]
    try:
        done = subprocess.run([str(part) for part in command], preexec_fn=prepare, capture_output=True, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def give_to(uid, gid, *roots):
    for root in roots:
        if root.stat().st_uid == uid:
            continue
        for path in [root, *root.rglob("*")]:
            os.chown(path, uid, gid, follow_symlinks=False)
