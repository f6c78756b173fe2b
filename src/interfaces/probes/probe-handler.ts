import { lookAtHealth } from '../../operations/look-at-health.ts';
import { isWell } from '../../operations/pod-health.ts';
import type { ControlRequest } from '../http/control-request.ts';
import type { HttpHandler } from '../http/http-handler.ts';
import { healthDocument } from './health-document.ts';
import { judgeEndpoint, PROBE_ENDPOINTS, type ProbeEndpoint, type ProbeVerdict } from './judge-endpoint.ts';
import { refuseWriting } from './refuse-writing.ts';

const PLAIN = 'text/plain; charset=utf-8';

/** `/livez`, `/readyz`, `/startupz` and `/health`: what the daemon knows now. Nobody is asked, and nothing waited for. */
export function createProbeHandler(): HttpHandler {
	return {
		matches: (path) => path === '/health' || endpointOf(path) !== undefined,
		handle(request) {
			refuseWriting(request);
			const endpoint = endpointOf(request.path);
			if (endpoint === undefined) answerHealth(request);
			else answerEndpoint(request, endpoint);
		},
	};
}

function endpointOf(path: string): ProbeEndpoint | undefined {
	return PROBE_ENDPOINTS.find((endpoint) => path === `/${endpoint}`);
}

function answerEndpoint(request: ControlRequest, endpoint: ProbeEndpoint): void {
	const verdict = judgeEndpoint(endpoint, lookAtHealth(request.control));
	const body = request.query.has('verbose')
		? listChecks(endpoint, verdict)
		: verdict.isOk
			? 'ok\n'
			: `${verdict.why}\n`;
	request.answer({ status: verdict.isOk ? 200 : 503, headers: { 'Content-Type': PLAIN }, body });
}

/** As Kubernetes' own servers list theirs, but that the reasons are told. */
function listChecks(endpoint: ProbeEndpoint, { isOk, checks }: ProbeVerdict): string {
	const lines = checks.map(({ name, wrong }) =>
		wrong === undefined ? `[+]${name} ok` : `[-]${name} failed: ${wrong}`,
	);
	return `${[...lines, `${endpoint} check ${isOk ? 'passed' : 'failed'}`].join('\n')}\n`;
}

function answerHealth(request: ControlRequest): void {
	const health = lookAtHealth(request.control);
	const body = `${JSON.stringify(healthDocument(health, request.control), undefined, 2)}\n`;
	const status = isWell(health.status) ? 200 : 503;
	request.answer({ status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body });
}
