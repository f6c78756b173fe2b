import { spawnSync } from 'node:child_process';
import t from 'tap';

const SCRIPT: string = new URL('../../scripts/release-notes.ts', import.meta.url).pathname;

function notesOf(t: { testdir(files: Record<string, string>): string }, tag: string, changelog: string) {
	const cwd = t.testdir({ 'package.json': '{"version": "1.2.3"}', 'CHANGELOG.md': changelog });
	return spawnSync(process.execPath, [SCRIPT, tag], { cwd, encoding: 'utf8' });
}

const HEAD = '# Changelog\n\n## Unreleased\n\n- soon\n\n';

t.test('the notes of a release are its part of the changelog, with either form of its heading', async (t) => {
	for (const heading of ['## 1.2.3', '## [1.2.3] - 2026-01-31', '## 1.2.3 (2026-01-31)']) {
		const changelog = `${HEAD}${heading}\n\n### Added\n\n- this\n\n## 1.2.30\n\n- not this\n`;
		const { status, stdout, stderr } = notesOf(t, 'v1.2.3', changelog);
		t.strictSame({ status, stdout, stderr }, { status: 0, stdout: '### Added\n\n- this\n', stderr: '' }, heading);
	}
});

t.test('a tag that is not the version is refused, and a version of which nothing is said', async (t) => {
	const changelog = `${HEAD}## 1.2.3\n\n- this\n`;
	for (const [tag, text, reason] of [
		['v1.2.4', changelog, /"v1\.2\.4", and package\.json's version "1\.2\.3"/],
		['1.2.3', changelog, /the tag is "1\.2\.3"/],
		['', changelog, /the tag is ""/],
		['v1.2.3', HEAD, /says nothing under "## 1\.2\.3"/],
		['v1.2.3', `${HEAD}## 1.2.3\n\n## 1.2.2\n\n- older\n`, /says nothing/],
		['v1.2.3', `${HEAD}## 1.2.30\n\n- another\n`, /says nothing/],
	] as const) {
		const { status, stdout, stderr } = notesOf(t, tag, text);
		t.equal(status, 1, tag);
		t.equal(stdout, '');
		t.match(stderr, reason);
	}
});
