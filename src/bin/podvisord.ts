// First, before anything else is loaded: a signal that comes before there is a handler is lost to a PID 1.
import { signalInbox } from '../daemon/signal-inbox.ts';

import('./run-podvisord.ts').then(({ runPodvisord }) => runPodvisord(signalInbox));
