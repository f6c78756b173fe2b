import type { Config } from '../config/config.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { ServerPlan } from './server-plan.ts';

/** What the log says of each server that is open, in supervisord's words where it has any. */
export function tellServers(
	plans: readonly ServerPlan[],
	{ config, log }: { readonly config: Config; readonly log: DaemonLog },
): void {
	for (const plan of plans) {
		if (plan.section === 'probe_server') {
			log.info({ event: 'server', server: plan.section }, `probes and metrics are answered on ${plan.name}`);
			continue;
		}
		for (const { name } of config.rpcInterfaces) {
			log.info({ event: 'server', server: plan.section }, `RPC interface '${name}' initialized`);
		}
		if (plan.credentials === undefined) tellUnauthenticated(plan, log);
	}
}

function tellUnauthenticated({ section, name, address, insteadOf }: ServerPlan, log: DaemonLog): void {
	const message = `Server '${section}' running without any HTTP authentication checking`;
	// A socket that only its owner can connect to needs no password.
	const level = address.type === 'unix' && (address.mode & 0o077) === 0 ? 'debug' : 'critical';
	log[level]({ event: 'server', server: section }, message);
	if (insteadOf === undefined) return;
	log.warn(
		{ event: 'server', server: section, insteadOf },
		`[${section}] has no password, so it listens on ${name} alone instead of ${insteadOf}; set username and password to open it to others, or allow_unauthenticated=true to let anybody control this pod`,
	);
}
