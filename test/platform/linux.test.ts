import t from 'tap';
import { contract } from './contract/contract.ts';
import { linuxRig } from './linux-rig.ts';

const rig = linuxRig();
t.teardown(() => rig.system.processes.close());

t.test('the linux adapter keeps the contract', async (t) => contract(t, rig));

t.test('loses nothing', async (t) => t.strictSame(rig.system.lost, []));
