#!/usr/bin/python3
"""Polls each service's health page at every tick: health.py URL…"""
import socket
import sys
from urllib.parse import urlsplit

import listener


def ask(url):
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=2) as connection:
            connection.sendall(f"GET {parts.path} HTTP/1.0\r\nHost: {parts.hostname}\r\n\r\n".encode())
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


while True:
    listener.wait()
    for url in sys.argv[1:]:
        if not ask(url):
            print(f"unhealthy: {url}", file=sys.stderr, flush=True)
    listener.ok()
