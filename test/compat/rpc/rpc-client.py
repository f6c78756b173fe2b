"""Makes XML-RPC calls over a unix socket, as any client of supervisord would: with Python's own xmlrpc.client.

stdin: a JSON list of steps, [method, [parameters]] or ["until", [name, state]], which waits until a process is in a state.
stdout: a JSON list of answers, {"result": ...}, {"fault": [code, text]} or {"error": what the transport says}.
"""
import http.client
import json
import socket
import sys
import time
import xmlrpc.client


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path):
        super().__init__()
        self.path = path

    def make_connection(self, host):
        if self._connection[1] is None:
            self._connection = host, UnixConnection(self.path)
        return self._connection[1]


def answer(proxy, method, parameters):
    try:
        return {"result": getattr(proxy, method)(*parameters)}
    except xmlrpc.client.Fault as fault:
        return {"fault": [fault.faultCode, fault.faultString]}
    except xmlrpc.client.ProtocolError as error:
        return {"error": "HTTP %d" % error.errcode}


def until(proxy, name, state):
    for _ in range(800):
        if proxy.supervisor.getProcessInfo(name)["statename"] == state:
            return {"result": state}
        time.sleep(0.05)
    return {"error": "%s is not %s" % (name, state)}


def main():
    proxy = xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=UnixTransport(sys.argv[1]))
    answers = []
    for method, parameters in json.load(sys.stdin):
        if method == "until":
            answers.append(until(proxy, *parameters))
        else:
            answers.append(answer(proxy, method, parameters))
    json.dump(answers, sys.stdout)


main()
