import type { ControlRequest } from '../http/control-request.ts';
import { keepStream } from './keep-stream.ts';
import { SSE_HEADERS, SseStream } from './sse-stream.ts';

/** Sends what happens in the pod from now on, until the client goes or the pod has ended. */
export function streamEvents(request: ControlRequest, types: readonly string[]): void {
	const { bus } = request.control.session.events;
	const stream = new SseStream(request.stream(200, SSE_HEADERS));
	let id = 0;
	const unsubscribe = bus.subscribe(types, ({ type, fields }) => {
		id += 1;
		stream.send({ id, event: type, data: fields });
	});
	// Whoever reads this knows that nothing after it is missed.
	stream.beat();
	keepStream(request, {
		beat: () => stream.beat(),
		end() {
			unsubscribe();
			stream.end();
		},
	});
}
