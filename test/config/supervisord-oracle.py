"""What supervisord itself makes of something, one JSON object a line in, one out.

It runs the code of the installed supervisor package (Debian's 4.2.5 is the reference): its parser, its expansion,
its data types, and ServerOptions with the getAllConfigInfo of its RPC interface.

Requests: {"do": "parse", "files": [text, ...]}                         -> {"sections": ..., "defaults": ...} | {"error": ...}
          {"do": "expand", "text": ..., "names": {...}}                 -> {"value": ...} | {"error": ...}
          {"do": "value", "type": "boolean", "text": ...}               -> {"value": ...} | {"error": ...}
          {"do": "split", "text": ...}                                  -> {"value": [...]} | {"error": ...}
          {"do": "load", "file": path, "args": [...], "environment": {...}} -> {"config": [...], ...} | {"error": ...}
          {"do": "path", "function": ..., "arguments": [...]}         -> {"value": ...}
          {"do": "find", "argv0": ...}, {"do": "options"}
A request may be a list of requests; so is its answer then.
"""

import io
import json
import os
import shlex
import sys
import warnings

warnings.simplefilter('ignore')
# What follows __main__ prints usage with; the answers alone belong on stdout.
OUT = sys.stdout
sys.stdout = sys.stderr

from supervisor import datatypes, options
from supervisor.compat import ConfigParser
from supervisor.rpcinterface import SupervisorNamespaceRPCInterface

options.VERSION  # fails here, and not in the middle, where supervisor is not what we take it for


class Refused(Exception):
    pass


def parse(request):
    parser = options.UnhosedConfigParser()
    for text in request['files']:
        # As open(path, 'r') reads it.
        fp = io.TextIOWrapper(io.BytesIO(text.encode('utf-8')), encoding='utf-8')
        parser.read_file(fp)
    return {
        'sections': [[name, list(parser._sections[name].items())] for name in parser.sections()],
        'defaults': list(parser._defaults.items()),
    }


def expand(request):
    return {'value': options.expand(request['text'], request['names'], 'x')}


def plain(value):
    if value is datatypes.Automatic:
        return 'auto'
    if value is datatypes.Syslog:
        return 'syslog'
    if value is datatypes.RestartUnconditionally:
        return 'always'
    if value is datatypes.RestartWhenExitUnexpected:
        return 'unexpected'
    if isinstance(value, dict):
        return [[k, v] for k, v in value.items()]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value)


def value(request):
    return {'value': plain(getattr(datatypes, request['type'])(request['text']))}


def split(request):
    return {'value': shlex.split(request['text'])}


class Options(options.ServerOptions):
    def usage(self, msg):
        raise Refused(str(msg))

    def exit(self, code=0):
        raise Refused('exit %s' % code)


class FakeSupervisord:
    def __init__(self, opts):
        self.options = opts
        self.process_groups = {}


def load(request):
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(request.get('environment') or {})
        opts = Options()
    finally:
        os.environ.clear()
        os.environ.update(before)
    opts.stdout = sys.stderr
    opts.realize(request.get('args') or ['-c', request['file']], doc='', progname='supervisord')
    interface = SupervisorNamespaceRPCInterface(FakeSupervisord(opts))
    interface._update = lambda *args: None
    environments = {}
    for group in opts.process_group_configs:
        for process in group.process_configs:
            environments['%s:%s' % (group.name, process.name)] = [
                [k, v] for k, v in process.environment.items()]
    return {
        'config': interface.getAllConfigInfo(),
        'groups': [[g.name, g.priority, [p.name for p in sorted(
            g.process_configs, key=lambda p: p.priority)]] for g in opts.process_group_configs],
        'more': {'%s:%s' % (g.name, p.name): {
            'umask': p.umask, 'autorestart': plain(p.autorestart), 'stopasgroup': p.stopasgroup,
            'environment': plain(p.environment)}
            for g in opts.process_group_configs for p in g.process_configs},
        'pools': {g.name: {'events': sorted(options.getEventNameByType(e) if hasattr(options, 'getEventNameByType')
                                            else event_name(e) for e in g.pool_events),
                           'buffer_size': g.buffer_size}
                  for g in opts.process_group_configs if hasattr(g, 'pool_events')},
        'sockets': {g.name: {'url': g.socket_config.url, 'backlog': g.socket_config.backlog,
                             'mode': getattr(g.socket_config, 'mode', None),
                             'owner': plain(getattr(g.socket_config, 'owner', None))}
                    for g in opts.process_group_configs if hasattr(g, 'socket_config')},
        'servers': [plain_server(c) for c in opts.server_configs],
        'daemon': {name: plain(getattr(opts, name)) for name in (
            'logfile', 'logfile_maxbytes', 'logfile_backups', 'pidfile', 'identifier', 'umask', 'minfds', 'minprocs',
            'childlogdir', 'directory')} | {
            name: bool(getattr(opts, name)) for name in ('nodaemon', 'silent', 'nocleanup', 'strip_ansi')} | {
            'uid': opts.uid, 'loglevel': opts.loglevel},
        'warnings': opts.parse_warnings,
    }


def event_name(event):
    from supervisor.events import getEventNameByType
    return getEventNameByType(event)


def plain_server(config):
    return {k: plain(v) for k, v in config.items() if k in (
        'host', 'port', 'file', 'username', 'password', 'chmod', 'chown')}


def path(request):
    return {'value': getattr(os.path, request['function'])(*request['arguments'])}


def find(request):
    sys.argv[0] = request['argv0']
    return {'value': Options().searchpaths}


def all_options(request):
    opts = Options()
    return {'short': sorted(opts.short_options), 'long': sorted(opts.long_options)}


ACTIONS = {'parse': parse, 'expand': expand, 'value': value, 'split': split, 'load': load, 'find': find, 'path': path,
           'options': all_options}


def answer(request):
    if isinstance(request, list):
        return [answer(one) for one in request]
    try:
        return ACTIONS[request['do']](request)
    except Refused as why:
        return {'error': str(why)}
    except (ValueError, TypeError, ConfigParser.Error, OverflowError, MemoryError) as why:
        return {'error': '%s: %s' % (type(why).__name__, why)}
    except Exception as why:  # a crash of supervisord is a refusal, too, of a kind
        return {'error': 'crash: %s: %s' % (type(why).__name__, why)}


for line in sys.stdin:
    OUT.write(json.dumps(answer(json.loads(line))) + '\n')
    OUT.flush()
