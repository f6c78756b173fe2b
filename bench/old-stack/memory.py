#!/usr/bin/python3
"""Writes the resident memory of every process at every tick, as JSON: memory.py FILE"""
import json
import os
import sys

import listener

PAGE = os.sysconf("SC_PAGE_SIZE")


def sample():
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/statm") as file:
                found[pid] = int(file.read().split()[1]) * PAGE
        except OSError:
            pass  # it ended
    return found


while True:
    listener.wait()
    with open(sys.argv[1] + ".new", "w") as file:
        json.dump(sample(), file)
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    listener.ok()
