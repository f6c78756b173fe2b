/** Writes the alert rules anew as an object of the Prometheus operator; test/deployment fails while it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';

const RULES: URL = new URL('../conf/prometheus/podvisor.rules.yml', import.meta.url);
const MANIFEST: URL = new URL('../docker/k8s/components/prometheus-rules/prometheus-rule.yaml', import.meta.url);

const HEAD = `# Made from conf/prometheus/podvisor.rules.yml by scripts/generate-prometheus-rule.ts: change it there.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: core-pod
  labels:
    app.kubernetes.io/name: core-pod
spec:
`;

/** The manifest of these rules, the text of a rules file: its `groups` are the `spec` of a PrometheusRule as they stand. */
export function renderPrometheusRule(rules: string): string {
	const begin = rules.search(/^groups:$/m);
	if (begin === -1) throw new Error("the rules file has no line 'groups:'");
	return HEAD + rules.slice(begin).replaceAll(/^(?=.)/gm, '  ');
}

if (import.meta.main) writeFileSync(MANIFEST, renderPrometheusRule(readFileSync(RULES, 'utf8')));
