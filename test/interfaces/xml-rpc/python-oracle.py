"""Python's own XML-RPC, for comparison: each line of stdin is JSON, and so is the line that answers it.

{"dumps": [...]}  answers with the call that xmlrpc.client would send
{"loads": "..."}  answers with what xmlrpc.client reads in it
"""
import json
import sys
import xmlrpc.client

for line in sys.stdin:
    asked = json.loads(line)
    if "dumps" in asked:
        answer = xmlrpc.client.dumps(tuple(asked["dumps"]), "supervisor.x")
    else:
        try:
            (answer,), _ = xmlrpc.client.loads(asked["loads"].encode())
        except xmlrpc.client.Fault as fault:
            answer = {"fault": fault.faultCode, "text": fault.faultString}
    print(json.dumps(answer), flush=True)
