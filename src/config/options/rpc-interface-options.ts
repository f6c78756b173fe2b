import { text } from '../values/text.ts';
import { type Option, optional } from './option.ts';

interface RpcInterfaceOptions {
	readonly factory: Option<string | undefined>;
}

/** `[rpcinterface:x]`; every other key is an option of the interface itself. */
export const RPC_INTERFACE_OPTIONS: RpcInterfaceOptions = {
	factory: optional('supervisor.rpcinterface_factory', text, {
		required: true,
		doc: 'always `supervisor.rpcinterface:make_main_rpcinterface`, since interfaces written in Python cannot run here',
	}),
};
