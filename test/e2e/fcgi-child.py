#!/usr/bin/python3
"""A FastCGI program: accepts on its stdin and answers one request after the other with its pid.

To /hold it answers when there is a file "go"; until then there is a file "held" with its pid.
"""
import os
import socket
import struct
import sys
import time

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def read_exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def length_of(data, at):
    if data[at] < 128:
        return data[at], at + 1
    return struct.unpack_from(">I", data, at)[0] & 0x7FFFFFFF, at + 4


def parse(data):
    params, at = {}, 0
    while at < len(data):
        name, at = length_of(data, at)
        value, at = length_of(data, at)
        params[data[at : at + name].decode()] = data[at + name : at + name + value].decode()
        at += name + value
    return params


def serve(client):
    stream = client.makefile("rb")
    encoded = b""
    while True:
        _, kind, request, length, padding = struct.unpack(">BBHHBx", read_exactly(stream, 8))
        content = read_exactly(stream, length + padding)[:length]
        if kind == PARAMS:
            encoded += content
        if kind == STDIN and length == 0:
            break
    if parse(encoded).get("SCRIPT_NAME") == "/hold":
        with open("held.new", "w") as held:
            held.write(str(os.getpid()))
        os.rename("held.new", "held")
        while not os.path.exists("go"):
            time.sleep(0.01)
    body = b"Content-Type: text/plain\r\n\r\n" + f"{os.getpid()} {os.getuid()}".encode()
    for kind, content in ((STDOUT, body), (STDOUT, b""), (END_REQUEST, bytes(8))):
        client.sendall(struct.pack(">BBHHBx", 1, kind, request, len(content), 0) + content)


listener = socket.socket(fileno=os.dup(0))
print("accepting", flush=True)
while True:
    connection, _ = listener.accept()
    try:
        with connection:
            serve(connection)
    except (EOFError, ConnectionError) as broken:
        print(f"a client broke off: {broken}", file=sys.stderr, flush=True)
