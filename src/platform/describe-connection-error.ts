import { errorCode } from './errno.ts';

/** What went wrong with a connection, as a phrase for an operator, from the error that Node gave. */
export function describeConnectionError(error: unknown): string {
	const code = errorCode(error);
	const phrase = code === undefined ? undefined : PHRASES[code];
	if (phrase !== undefined) return phrase;
	const { message, host } = error as { readonly message?: string; readonly host?: string };
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `certificate is for another host than '${host}'`;
	if (code?.startsWith('HPE_')) return `not an HTTP answer (${code})`;
	if (code?.startsWith('ERR_SSL_') || code === 'EPROTO') return `no TLS connection (${code})`;
	// OpenSSL's names of what it found wrong with a certificate.
	if (code?.includes('CERT')) return `certificate not accepted (${code})`;
	return code ?? message ?? 'unknown error';
}

const PHRASES: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection closed without an answer',
	EPIPE: 'connection closed without an answer',
	ECONNABORTED: 'connection closed without an answer',
	ETIMEDOUT: 'connection timed out',
	EHOSTUNREACH: 'host unreachable',
	ENETUNREACH: 'network unreachable',
	EADDRNOTAVAIL: 'address not available',
	EMFILE: 'out of file descriptors',
	ENOTFOUND: 'host name not found',
	EAI_AGAIN: 'host name not found (the name server does not answer)',
	HPE_HEADER_OVERFLOW: 'the headers of the answer are too large',
	CERT_HAS_EXPIRED: 'certificate has expired',
	CERT_NOT_YET_VALID: 'certificate is not valid yet',
	CERT_REVOKED: 'certificate is revoked',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
	SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in the chain',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate of an unknown authority',
	UNABLE_TO_GET_ISSUER_CERT: 'certificate of an unknown authority',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate of an unknown authority',
};
