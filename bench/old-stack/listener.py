"""What superlance's listeners have in common: supervisord's event protocol on stdin and stdout."""
import sys


def wait():
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    header = dict(pair.split(":") for pair in sys.stdin.readline().split())
    payload = sys.stdin.read(int(header["len"]))
    return header, payload


def ok():
    sys.stdout.write("RESULT 2\nOK")
    sys.stdout.flush()
