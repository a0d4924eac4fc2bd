"""Runs a program in a pseudo-terminal: what comes on stdin is typed, what the program writes goes to stdout, its exit code is ours.

Arguments: rows, columns, program, its arguments. The end of stdin hangs the terminal up. What is typed behind a RECORD SEPARATOR (0x1e) is typed once the
terminal shows nothing of it.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

rows, columns = int(sys.argv[1]), int(sys.argv[2])
child, master = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])

UNSEEN = b"\x1e"


def shows_keys():
    return bool(termios.tcgetattr(master)[3] & termios.ECHO)


typing = True
held = b""
while True:
    # No event tells that the echo was switched off: it is looked at while something is held back.
    ready, _, _ = select.select([master, 0] if typing else [master], [], [], 0.005 if held else None)
    if held and not shows_keys():
        while held:
            held = held[os.write(master, held):]
    if 0 in ready:
        keys = os.read(0, 4096)
        if not keys:
            typing = False
            os.kill(child, signal.SIGHUP)
        keys, _, unseen = keys.partition(UNSEEN)
        held += unseen
        while keys:
            keys = keys[os.write(master, keys):]
    if master in ready:
        try:
            output = os.read(master, 65536)
        except OSError:
            # How Linux says that the program has closed the terminal.
            output = b""
        if not output:
            break
        while output:
            output = output[os.write(1, output):]

_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) if not os.WIFSIGNALED(status) else 128 + os.WTERMSIG(status))
