import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Where no public web server lives, and what to call such an address. After the IANA special-purpose registries;
 * 168.63.129.16 is Azure's metadata service, which has an address of the public kind.
 */
const SPECIAL_RANGES: readonly (readonly [range: string, kind: string])[] = [
  ['169.254.169.254/32', 'the address of a cloud metadata service'],
  ['168.63.129.16/32', 'the address of a cloud metadata service'],
  ['100.100.100.200/32', 'the address of a cloud metadata service'],
  ['fd00:ec2::254/128', 'the address of a cloud metadata service'],
  ['127.0.0.0/8', 'a loopback address'],
  ['::1/128', 'a loopback address'],
  ['0.0.0.0/8', 'an unspecified address'],
  ['::/128', 'an unspecified address'],
  ['10.0.0.0/8', 'a private address'],
  ['172.16.0.0/12', 'a private address'],
  ['192.168.0.0/16', 'a private address'],
  ['fc00::/7', 'a private address'],
  ['fec0::/10', 'a private address'],
  ['169.254.0.0/16', 'a link-local address'],
  ['fe80::/10', 'a link-local address'],
  ['100.64.0.0/10', 'an address shared behind a carrier'],
  ['192.0.0.0/24', 'a reserved address'],
  ['192.0.2.0/24', 'a documentation address'],
  ['198.51.100.0/24', 'a documentation address'],
  ['203.0.113.0/24', 'a documentation address'],
  ['2001:db8::/32', 'a documentation address'],
  ['3fff::/20', 'a documentation address'],
  ['192.88.99.0/24', 'a tunnel address'],
  ['2001::/32', 'a tunnel address'],
  ['198.18.0.0/15', 'a benchmark address'],
  ['2001:2::/48', 'a benchmark address'],
  ['2001:10::/28', 'a reserved address'],
  ['2001:20::/28', 'a reserved address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['ff00::/8', 'a multicast address'],
  ['240.0.0.0/4', 'a reserved address'],
];

const SPECIAL = SPECIAL_RANGES.map(([range, kind]) => ({ list: rangeList([range]), kind }));
const GLOBAL_IPV6 = rangeList(['2000::/3']);

/** What kind of address that nobody should be sent to this is; undefined for a public one. */
export function specialKind(address: string): string | undefined {
  const inner = embeddedIPv4(address);
  if (inner !== undefined) return specialKind(inner);
  const special = SPECIAL.find(({ list }) => contains(list, address));
  if (special !== undefined) return special.kind;
  return isIPv4(address) || contains(GLOBAL_IPV6, address) ? undefined : 'a reserved address';
}

/**
 * The IPv4 address that an IPv6 address stands for: mapped (::ffff:0:0/96), translated (64:ff9b::/96, how an
 * IPv6-only network reaches every IPv4 host) or tunnelled (2002::/16).
 */
export function embeddedIPv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  const head = groups.slice(0, 6).join(':');
  if (head === '0:0:0:0:0:65535' || head === '100:65435:0:0:0:0') return dotted(groups[6], groups[7]);
  return groups[0] === 0x2002 ? dotted(groups[1], groups[2]) : undefined;
}

/** A list of `address` and `address/bits` entries. Throws a RangeError for anything else. */
export function rangeList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const width = family === 'ipv4' ? 32 : 128;
    const prefix = bits === undefined ? width : Number(bits);
    if (
      !(isIPv4(address) || isIPv6(address)) ||
      bits === '' ||
      !Number.isInteger(prefix) ||
      prefix < 0 ||
      prefix > width
    ) {
      throw new RangeError(`"${range}" is not an address range`);
    }
    list.addSubnet(address, prefix, family);
  }
  return list;
}

/** Whether the list holds the address or the IPv4 address that it stands for. */
export function contains(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%');
  if (list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6')) return true;
  const inner = embeddedIPv4(plain);
  return inner !== undefined && list.check(inner, 'ipv4');
}

/** The eight groups of an IPv6 address in any spelling. */
function groupsOf(address: string): number[] {
  const [plain = ''] = address.split('%');
  const hex = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: unknown, low: unknown): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${group(a, b)}:${group(c, d)}`;
  });
  const [left = '', right] = hex.split('::');
  const parse = (part: string): number[] =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const before = parse(left);
  const after = right === undefined ? [] : parse(right);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
