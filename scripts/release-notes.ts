// node scripts/release-notes.ts v1.2.3: prints what CHANGELOG.md says of that version, for the notes of a release.
// Fails where the tag is not package.json's version, or the changelog has no part for it.
import { readFileSync } from 'node:fs';

const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
if (tag !== `v${version}`) fail(`the tag is "${tag}", and package.json's version "${version}": tag v${version}`);

// `## 1.2.3`, or with Keep a Changelog's brackets and date: `## [1.2.3] - 2026-01-31`.
const [, ...parts] = `\n${readFileSync('CHANGELOG.md', 'utf8')}`.split('\n## ');
const isOfVersion = (part: string): boolean => {
	const [heading = ''] = part.split('\n', 1);
	return heading.replace(/[[\]]/g, '').split(' ', 1)[0] === version;
};
const part = parts.find(isOfVersion);
const notes = part?.slice(part.indexOf('\n')).trim();
if (!notes) fail(`CHANGELOG.md says nothing under "## ${version}": give "Unreleased" this heading`);
console.log(notes);

function fail(why: string): never {
	console.error(`release-notes: ${why}`);
	process.exit(1);
}
