import type { Addon } from './linux/addon.ts';
import { type LoadedAddon, loadAddon } from './linux/load-addon.ts';
import { findPackageRoot } from './package-root.ts';

/** The addon of this package; it is loaded with this module, which is among the first. */
export const ownAddon: LoadedAddon = loadAddon(findPackageRoot());

/** The same, where why it could not be loaded does not matter. */
export const addonIfLoaded: Addon | undefined = ownAddon.type === 'loaded' ? ownAddon.addon : undefined;
