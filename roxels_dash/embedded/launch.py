"""Become the command given, as a process that does not outlive the one that started it.

Run as a file, never imported: ``launch.py PARENT SIGNAL USER COMMAND…``, where SIGNAL is what the
command gets when the process PARENT dies, and USER is ``-`` or whom to become (only root can).
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def anybody_reaches(path: str) -> bool:
    """Whether everybody may pass through every folder above `path`."""
    parents = [path]
    while parents[-1] != os.path.dirname(parents[-1]):
        parents.append(os.path.dirname(parents[-1]))
    return all(os.stat(parent).st_mode & 0o001 for parent in parents[1:])


def become(libc: ctypes.CDLL, user: str, keep_reach: bool) -> None:
    """Give root's rights up, all but the reach into closed folders where that is asked for.

    A clone under /root (mode 0700) is out of reach for any other user. Opening the folder to
    everybody would be the other way, and is not ours to do.
    """
    entry = pwd.getpwnam(user)
    if keep_reach:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ["HOME"], os.environ["USER"] = "/", user
    if keep_reach:
        bit = 1 << CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        # Effective, permitted, inheritable; then the same again for capabilities 32 to 63.
        libc.capset(header, (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0))
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def main(parent: int, stop_signal: int, user: str, command: list[str]) -> None:
    """Take the other user's place, ask for the signal, and exec; see the module."""
    libc = ctypes.CDLL(None)
    linux = sys.platform == "linux"
    if user != "-":
        closed = [p for p in command if os.path.isabs(p) and not anybody_reaches(p)]
        become(libc, user, keep_reach=linux and bool(closed))
    if linux:
        # After the change of user, which forgets it.
        libc.prctl(PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the process that started this one is gone")
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
