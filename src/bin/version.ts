import manifest from '../../package.json' with { type: 'json' };

/** The package's own. */
export const VERSION: string = manifest.version;
