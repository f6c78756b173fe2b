#!/usr/bin/python3
"""Tells of programs that ended on their own, to a file: crash.py FILE"""
import json
import sys
import time

import listener

while True:
    header, payload = listener.wait()
    event = dict(pair.split(":") for pair in payload.split())
    if event.get("expected") != "1":
        with open(sys.argv[1], "a") as file:
            json.dump({"at": time.time(), "process": event.get("processname"), "event": header["eventname"]}, file)
            file.write("\n")
    listener.ok()
