"""An event listener that writes down what it is told, one JSON object a line, and answers as its script says.

RECORD: the file; ANSWERS: what to answer to the first events, one word each (OK, FAIL, DIE, GARBAGE), OK after that.
"""
import json
import os
import sys

answers = os.environ.get('ANSWERS', '').split()
record = open(os.environ['RECORD'], 'a')
# A process that is started again goes on where the one before it died.
told = sum(1 for _ in open(os.environ['RECORD']))

while True:
    sys.stdout.write('READY\n')
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        sys.exit()
    header = dict(pair.split(':', 1) for pair in line.split())
    payload = sys.stdin.read(int(header['len']))
    answer = answers[told] if told < len(answers) else 'OK'
    told += 1
    record.write(json.dumps({'header': header, 'payload': payload, 'answer': answer}) + '\n')
    record.flush()
    if answer == 'DIE':
        os._exit(1)
    if answer == 'GARBAGE':
        sys.stdout.write('what is this\n')
        sys.stdout.flush()
        continue
    sys.stdout.write('RESULT %d\n%s' % (len(answer), answer))
    sys.stdout.flush()
