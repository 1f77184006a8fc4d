import type { FaultKind } from '../faults.ts';
import { RemoteFault } from '../faults.ts';
import type { HttpLimits } from './http.ts';
import { seconds, size } from './words.ts';

/** Undici's default, the size that Node's own servers accept as well. */
export const HEADER_BYTES_MAX = 16 * 1024;

/** What was going on when a connection failed. */
export interface Failure {
  error: unknown;
  host: string;
  /** «GET /path». */
  what: string;
  /** Whether the request had gone out, and the status that had come back. */
  sent: boolean;
  status: number | undefined;
  limits: HttpLimits;
}

type Words = (failure: Failure) => string;

const CLOSED: Words = ({ host, what, sent, status }) => {
  if (status !== undefined) return `${host} cut its answer to ${what} short`;
  return sent ? `${host} closed the connection without answering ${what}` : `${host} closed the connection`;
};
const UNRESOLVED: Words = ({ host }) =>
  `${host} does not resolve: there is no such host name, or its address is unknown`;
const UNROUTED: Words = ({ host }) => `${host} cannot be reached: there is no route to it`;
const SLOW_CONNECT: Words = ({ host, limits }) =>
  `${host} did not accept a connection within ${seconds(limits.connectMs)}`;
const UNTRUSTED: Words = ({ host }) => `${host} shows a TLS certificate that no trusted authority signed`;
const OTHER_LENGTH: Words = ({ host, what }) =>
  `${host} sent more or fewer bytes than it announced for ${what}`;

/** Connections that broke: another try may well succeed at once. */
const BROKEN_CONNECTION: Readonly<Record<string, Words>> = {
  ECONNRESET: CLOSED,
  ECONNABORTED: CLOSED,
  EPIPE: CLOSED,
  UND_ERR_SOCKET: CLOSED,
  HPE_INVALID_EOF_STATE: CLOSED,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: OTHER_LENGTH,
};

/** What stays as it is when tried again at once. */
const OUTAGE: Readonly<Record<string, Words>> = {
  ECONNREFUSED: ({ host }) => `${host} refused the connection`,
  ENOTFOUND: UNRESOLVED,
  ENODATA: UNRESOLVED,
  EAI_AGAIN: ({ host }) => `${host} does not resolve for now: the name server did not answer`,
  EHOSTUNREACH: UNROUTED,
  ENETUNREACH: UNROUTED,
  ETIMEDOUT: SLOW_CONNECT,
  UND_ERR_CONNECT_TIMEOUT: SLOW_CONNECT,
  UND_ERR_HEADERS_TIMEOUT: ({ host, what, limits }) =>
    `${host} did not answer ${what} within ${seconds(limits.headersMs)}`,
  UND_ERR_BODY_TIMEOUT: ({ host, what, limits }) =>
    `${host} sent nothing for ${seconds(limits.stallMs)} in the middle of its answer to ${what}`,
  NAVETTE_SEND_TIMEOUT: ({ host, what, limits }) =>
    `${host} took nothing for ${seconds(limits.stallMs)} in the middle of ${what}`,
  CERT_HAS_EXPIRED: ({ host, error }) => `${host} shows a TLS certificate that expired${expiry(error)}`,
  CERT_NOT_YET_VALID: ({ host }) => `${host} shows a TLS certificate that is not valid yet`,
  CERT_REVOKED: ({ host }) => `${host} shows a TLS certificate that was revoked`,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ host }) => `${host} shows a TLS certificate made out for another host`,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  EPROTO: ({ host }) => `${host} does not speak TLS, or no version of it that we know`,
};

export interface Trouble {
  /** A `RemoteFault`, or the error itself where it is a bug of ours. */
  error: unknown;
  /** Whether only the connection broke, so that a harmless request may be repeated at once. */
  brokenConnection: boolean;
}

/** Says in plain words what went wrong with a connection. */
export function troubleOf(failure: Failure): Trouble {
  const { error, host, what } = failure;
  const code = codeOf(error);
  if (error instanceof RemoteFault || code === undefined) return { error, brokenConnection: false };
  const told = (kind: FaultKind, message: string, brokenConnection = false): Trouble => ({
    error: new RemoteFault(kind, message, { status: failure.status, cause: error }),
    brokenConnection,
  });
  const broken = BROKEN_CONNECTION[code];
  if (broken !== undefined) return told('unreachable', broken(failure), true);
  const outage = OUTAGE[code];
  if (outage !== undefined) return told('unreachable', outage(failure));
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return told('tooLarge', `${host} sent more than ${size(HEADER_BYTES_MAX)} of headers for ${what}`);
  }
  if (code.startsWith('HPE_'))
    return told('malformed', `${host} answered ${what} with something else than HTTP`);
  const foreign = (error instanceof Error && 'syscall' in error) || /^ERR_(?:SSL|TLS)_/.test(code);
  return foreign
    ? told('unreachable', `${host} could not be reached (${code})`)
    : { error, brokenConnection: false };
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Undici's parser errors have lost their code; only the message still tells an early end from nonsense.
  if (error.name === 'HTTPParserError')
    return /EOF/.test(error.message) ? 'HPE_INVALID_EOF_STATE' : 'HPE_OTHER';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}

function expiry(error: unknown): string {
  const validTo =
    error instanceof Error && 'validTo' in error && typeof error.validTo === 'string' ? error.validTo : '';
  const date = new Date(validTo);
  return Number.isNaN(date.getTime()) ? '' : ` on ${date.toISOString().slice(0, 10)}`;
}
