"""Types into a program on a terminal of its own, and prints what the terminal showed.

usage: terminal.py STEPS COMMAND...: STEPS is JSON, a list of [what to wait for, what to type then].
"""
import json
import os
import pty
import select
import sys
import time

steps = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

shown = b""
position = 0


def read(patience):
    global shown
    ready, _, _ = select.select([fd], [], [], patience)
    if not ready:
        return True
    try:
        chunk = os.read(fd, 65536)
    except OSError:  # EIO: nobody has the terminal open any more.
        return False
    shown += chunk
    return chunk != b""


def fail(what):
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    sys.stdout.buffer.write(shown)
    sys.exit("waited in vain for %r" % what)


for wanted, typed in steps:
    deadline = time.monotonic() + 60
    while True:
        at = shown.find(wanted.encode(), position)
        if at >= 0:
            position = at + len(wanted.encode())
            break
        if time.monotonic() > deadline or not read(1):
            fail(wanted)
    # What is typed in one go is taken for pasted, in which a tab completes nothing.
    for character in typed:
        os.write(fd, character.encode())
        time.sleep(0.05)

deadline = time.monotonic() + 60
while read(1):
    if time.monotonic() > deadline:
        fail("the end")
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 99)
