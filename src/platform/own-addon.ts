import { type LoadedAddon, loadAddon } from './linux/load-addon.ts';
import { findPackageRoot } from './package-root.ts';

/** The addon of this package; it is loaded with this module, which is among the first. */
export const ownAddon: LoadedAddon = loadAddon(findPackageRoot());
