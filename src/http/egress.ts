import type { BlockList } from 'node:net';
import { isIP, isIPv6 } from 'node:net';
import { RemoteFault } from '../faults.ts';
import { contains, embeddedIPv4, rangeList, specialKind } from './addresses.ts';

/** What this installation may call although it is not a public address or not a port for HTTP. */
export interface EgressPolicy {
  /**
   * Each entry is an address (`10.0.0.3`), a range (`10.1.0.0/16`), a host name (`catalog.intra`), or a host name or
   * address with a port (`catalog.intra:8080`, `[fd00::3]:8080`). Only an entry that names the port opens a port of
   * another protocol.
   */
  allow: readonly string[];
}

/** Ports on which other protocols listen that would take an HTTP request for their own: after the fetch standard, and databases. */
const OTHER_PROTOCOLS = new Set(
  [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513,
    514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1433, 1521,
    1719, 1720, 1723, 2049, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 6000, 6379, 6566, 6665,
    6666, 6667, 6668, 6669, 6679, 6697, 7233, 9092, 10080, 11211, 27017,
  ].map(String),
);

const ALLOW_HINT = 'allow it in the configuration (http.allow) if it is yours';

/** Says no to addresses that this installation may not call. Every refusal is a fault `forbiddenAddress`. */
export class EgressGuard {
  readonly #ranges: BlockList;
  readonly #rangesOfPort = new Map<string, BlockList>();
  readonly #hosts = new Set<string>();
  readonly #hostsWithPort = new Set<string>();

  constructor(policy: EgressPolicy) {
    const ranges: string[] = [];
    for (const entry of policy.allow) this.#allow(entry.trim(), ranges);
    this.#ranges = rangeList(ranges);
  }

  /** What can be told without a look at addresses: scheme and port. */
  checkUrl(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      const asked = url.host === '' ? url.protocol : `${url.protocol}//${url.host}`;
      throw new RemoteFault(
        'forbiddenAddress',
        `${asked} may not be called: only http and https addresses may`,
      );
    }
    if (url.port === '' || !OTHER_PROTOCOLS.has(url.port) || this.#opensPort(hostOf(url.hostname), url.port))
      return;
    throw new RemoteFault(
      'forbiddenAddress',
      `${url.host} names a port of another protocol than HTTP; ${ALLOW_HINT}`,
    );
  }

  /** Whether a connection to this address may be used for this host and port. */
  checkAddress(hostname: string, port: string, address: string): void {
    const host = hostOf(hostname);
    const kind = specialKind(address);
    if (kind === undefined || this.#allows(host, port, address)) return;
    const inner = embeddedIPv4(address);
    const shown = inner === undefined ? address : `${address} (${inner})`;
    const subject = isIP(host) === 0 ? `${host} resolves to ${shown},` : `${shown} is`;
    throw new RemoteFault('forbiddenAddress', `${subject} ${kind}; ${ALLOW_HINT}`);
  }

  #allows(host: string, port: string, address: string): boolean {
    const ofPort = this.#rangesOfPort.get(port);
    return (
      this.#hosts.has(host) ||
      this.#hostsWithPort.has(`${host}:${port}`) ||
      contains(this.#ranges, address) ||
      (ofPort !== undefined && contains(ofPort, address))
    );
  }

  #opensPort(host: string, port: string): boolean {
    const ofPort = this.#rangesOfPort.get(port);
    return (
      this.#hostsWithPort.has(`${host}:${port}`) ||
      (isIP(host) !== 0 && ofPort !== undefined && contains(ofPort, host))
    );
  }

  #allow(entry: string, ranges: string[]): void {
    if (entry.includes('/')) {
      ranges.push(entry);
      return;
    }
    const [, name = '', port] = isIPv6(entry) ? ['', entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
    const host = hostOf(canonicalHost(name, entry));
    if (isIP(host) === 0) {
      if (port === undefined) this.#hosts.add(host);
      else this.#hostsWithPort.add(`${host}:${port}`);
    } else if (port === undefined) {
      ranges.push(host);
    } else {
      const known = this.#rangesOfPort.get(port);
      if (known === undefined) this.#rangesOfPort.set(port, rangeList([host]));
      else known.addAddress(host, isIPv6(host) ? 'ipv6' : 'ipv4');
    }
  }
}

/** A URL's host name without the brackets of IPv6 and without the root's dot. */
function hostOf(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** Spells a host as URLs do, so that it compares equal: lower case, punycode, dotted decimal. */
function canonicalHost(name: string, entry: string): string {
  const url = `http://${isIPv6(name) ? `[${name}]` : name}`;
  if (name === '' || !URL.canParse(url) || /[@/?#\\]/.test(name)) {
    throw new RangeError(
      `"${entry}" in http.allow is neither an address, a range, a host nor a host with a port`,
    );
  }
  return new URL(url).hostname;
}
