"""What supervisord's own readFile and tailFile make of every range of a small file: one JSON list for stdin's [path, ranges]."""
import json
import sys

sys.path.insert(0, "/usr/lib/python3/dist-packages")
from supervisor.options import readFile, tailFile  # noqa: E402


def read(path, offset, length):
    try:
        return readFile(path, offset, length).decode()
    except ValueError as error:
        return {"fault": error.args[0]}


path, ranges = json.load(sys.stdin)
json.dump([[read(path, *each), tailFile(path, *each)] for each in ranges], sys.stdout)
