"""Become another program that ends with its parent: `child.py PARENT SIGNAL ACCOUNT PROGRAM [ARGUMENT ...]`.

A small program of its own instead of `preexec_fn`: code between fork and exec is not safe in a process with threads.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, signal_number: str, account: str, *command: str) -> None:
    system = ctypes.CDLL(None)  # loaded while we may still read Python's own files
    if account:
        entry = pwd.getpwnam(account)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    if sys.platform == "linux":  # after setuid, which would clear it again
        system.prctl(PR_SET_PDEATHSIG, int(signal_number))
    if os.getppid() != int(parent):
        sys.exit("The parent ended before its child began.")
    os.execvp(command[0], command)


main(*sys.argv[1:])
