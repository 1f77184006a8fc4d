import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { createSecureContext, rootCertificates, TLSSocket } from 'node:tls';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import type { EgressGuard } from './egress.ts';

/** All addresses of a host name. Asked once for each connection: what it answered is what is connected to. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface ConnectorOptions {
  guard: EgressGuard;
  resolve: Resolve;
  /** Name resolution, TCP and TLS together. */
  connectMs: number;
  /** Certificate authorities trusted beside those built into Node, in PEM; NODE_EXTRA_CA_CERTS does not count then. */
  ca?: readonly string[];
}

export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

/**
 * Opens connections to one origin, and only to addresses that the guard has seen. Names are checked in the lookup
 * whose answer the socket uses, so that a second, different answer has no chance; literals are checked here, because
 * Node never looks them up; and the address at the other end is checked once more when the connection stands.
 */
export function guardedConnector(origin: URL, options: ConnectorOptions): buildConnector.connector {
  const { guard, ca } = options;
  const port = origin.port || (origin.protocol === 'https:' ? '443' : '80');
  const connect = buildConnector({
    timeout: options.connectMs,
    lookup: checkedLookup(port, options),
    ...(ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, ...ca] }) }),
  });

  return (target, callback) => {
    const refused =
      isIP(target.hostname) === 0 ? undefined : refusal(guard, target.hostname, port, target.hostname);
    if (refused !== undefined) {
      queueMicrotask(() => callback(refused, null));
      return;
    }
    let validTo: string | undefined;
    const socket: unknown = connect(target, (...[error, connected]) => {
      if (error !== null) {
        callback(validTo === undefined ? error : Object.assign(error, { validTo }), null);
        return;
      }
      const wrong = refusal(guard, target.hostname, port, connected.remoteAddress);
      if (wrong === undefined) {
        callback(null, connected);
      } else {
        connected.destroy();
        callback(wrong, null);
      }
    });
    // Node closes the socket before it tells that the certificate expired, so the date has to be read earlier.
    if (socket instanceof TLSSocket) {
      socket.prependListener('secure', () => {
        validTo = socket.getPeerCertificate().valid_to;
      });
    }
  };
}

function checkedLookup(port: string, { guard, resolve }: ConnectorOptions): LookupFunction {
  const checked = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname);
    for (const { address } of addresses) guard.checkAddress(hostname, port, address);
    return [...addresses];
  });
  return (hostname, options, callback) => {
    checked(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) callback(error, []);
      else if (first === undefined) callback(coded('ENOTFOUND', `${hostname} has no address`), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** The guard's no as a value; an unknown address is a connection that was lost meanwhile. */
function refusal(
  guard: EgressGuard,
  hostname: string,
  port: string,
  address: string | undefined,
): Error | undefined {
  if (address === undefined) return coded('ECONNRESET', 'the connection closed while it was checked');
  try {
    guard.checkAddress(hostname, port, address);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
