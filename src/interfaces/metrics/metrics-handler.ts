import type { HttpHandler } from '../http/http-handler.ts';
import { refuseWriting } from '../probes/refuse-writing.ts';
import { chooseFormat } from './choose-format.ts';
import { MetricsPage } from './metrics-page.ts';

/** `/metrics`, for Prometheus. */
export function createMetricsHandler(): HttpHandler {
	let page: MetricsPage | undefined;
	return {
		matches: (path) => path === '/metrics',
		async handle(request) {
			refuseWriting(request);
			const { control, headers, query } = request;
			page ??= new MetricsPage(control.system.clock);
			const { contentType, text } = await page.render(control, {
				format: chooseFormat(headers.accept),
				withPss: query.has('pss'),
			});
			request.answer({ status: 200, headers: { 'Content-Type': contentType, Vary: 'Accept' }, body: text });
		},
	};
}
