import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { specialKind } from '../../src/http/addresses.ts';
import { EgressGuard } from '../../src/http/egress.ts';
import { faultOf, closeAll, http } from './loopback.ts';

/** Hosts as somebody may type or a remote may send them, and what is said about each; undefined: may be called. */
const HOSTS: [host: string, said: RegExp | undefined][] = [
  ['127.0.0.1', /loopback/],
  ['127.0.0.1.', /loopback/],
  ['127.255.255.254', /loopback/],
  ['2130706433', /loopback/],
  ['0x7f000001', /loopback/],
  ['0x7f.0.0.1', /loopback/],
  ['0x7f.1', /loopback/],
  ['0177.0.0.1', /loopback/],
  ['0177.1', /loopback/],
  ['017700000001', /loopback/],
  ['127.1', /loopback/],
  ['127.0.1', /loopback/],
  ['①②⑦.0.0.1', /loopback/],
  ['１２７.０.０.１', /loopback/],
  ['127。0。0。1', /loopback/],
  ['%31%32%37.0.0.1', /loopback/],
  ['[::1]', /loopback/],
  ['[0:0:0:0:0:0:0:1]', /loopback/],
  ['[::ffff:127.0.0.1]', /loopback/],
  ['[::ffff:7f00:1]', /loopback/],
  ['[0:0:0:0:0:ffff:127.0.0.1]', /loopback/],
  ['[64:ff9b::127.0.0.1]', /loopback/],
  ['[64:ff9b::7f00:1]', /loopback/],
  ['[2002:7f00:1::]', /loopback/],
  ['[::127.0.0.1]', /reserved/],
  ['[::ffff:0:127.0.0.1]', /reserved/],
  ['[64:ff9b:1::a00:1]', /reserved/],
  ['0.0.0.0', /unspecified/],
  ['0', /unspecified/],
  ['0.1.2.3', /unspecified/],
  ['[::]', /unspecified/],
  ['10.0.0.3', /private/],
  ['167772163', /private/],
  ['10.3', /private/],
  ['172.16.0.1', /private/],
  ['172.31.255.255', /private/],
  ['192.168.1.1', /private/],
  ['0xc0a80101', /private/],
  ['[fc00::1]', /private/],
  ['[fd12:3456::1]', /private/],
  ['[fec0::1]', /private/],
  ['[::ffff:10.0.0.3]', /private/],
  ['[64:ff9b::10.0.0.3]', /private/],
  ['[2002:a00:3::1]', /private/],
  ['169.254.1.1', /link-local/],
  ['[fe80::1]', /link-local/],
  ['[febf::1]', /link-local/],
  ['169.254.169.254', /metadata/],
  ['2852039166', /metadata/],
  ['0xa9fea9fe', /metadata/],
  ['0251.0376.0251.0376', /metadata/],
  ['[::ffff:169.254.169.254]', /metadata/],
  ['[fd00:ec2::254]', /metadata/],
  ['168.63.129.16', /metadata/],
  ['100.100.100.200', /metadata/],
  ['100.64.0.1', /carrier/],
  ['100.127.255.255', /carrier/],
  ['192.0.0.8', /reserved/],
  ['192.0.2.1', /documentation/],
  ['198.51.100.7', /documentation/],
  ['203.0.113.9', /documentation/],
  ['[2001:db8::1]', /documentation/],
  ['[3fff::1]', /documentation/],
  ['192.88.99.1', /tunnel/],
  ['[2001::1]', /tunnel/],
  ['198.18.0.1', /benchmark/],
  ['198.19.255.255', /benchmark/],
  ['[2001:2::1]', /benchmark/],
  ['224.0.0.1', /multicast/],
  ['239.255.255.250', /multicast/],
  ['[ff02::1]', /multicast/],
  ['240.0.0.1', /reserved/],
  ['255.255.255.255', /reserved/],
  ['[100::1]', /reserved/],
  ['[5f00::1]', /reserved/],
  ['8.8.8.8', undefined],
  ['134744072', undefined],
  ['172.15.255.255', undefined],
  ['172.32.0.1', undefined],
  ['100.63.255.255', undefined],
  ['192.167.255.255', undefined],
  ['169.253.255.255', undefined],
  ['[2606:4700::1111]', undefined],
  ['[::ffff:8.8.8.8]', undefined],
  ['[64:ff9b::8.8.8.8]', undefined],
  ['[2002:808:808::1]', undefined],
];

function hostnameOf(host: string): string {
  return new URL(`http://${host}/`).hostname.replace(/^\[(.*)\]$/, '$1');
}

describe('the egress guard', () => {
  describe('knows a literal in every spelling', () => {
    for (const [host, said] of HOSTS) {
      it(`${host}: ${said === undefined ? 'may be called' : said.source}`, () => {
        const kind = specialKind(hostnameOf(host));
        if (said === undefined) assert.equal(kind, undefined);
        else assert.match(kind ?? 'a public address', said);
      });
    }
  });

  it('refuses a literal without connecting, and says how to allow it', async () => {
    for (const [host, said] of HOSTS) {
      if (said === undefined) continue;
      const fault = await faultOf(http({}, { egress: { allow: [] } }).send({ url: `http://${host}/` }));
      assert.equal(fault.kind, 'forbiddenAddress', host);
      assert.match(fault.message, said);
      assert.match(fault.message, /allow it in the configuration \(http\.allow\) if it is yours$/);
    }
    await closeAll();
  });

  it('lets through what the configuration allows, and nothing beside it', () => {
    const table: [entry: string, host: string, port: string, address: string, allowed: boolean][] = [
      ['10.0.0.3', '10.0.0.3', '80', '10.0.0.3', true],
      ['10.0.0.3', 'catalog.intra', '80', '10.0.0.3', true],
      ['10.0.0.3', '10.0.0.4', '80', '10.0.0.4', false],
      ['10.0.0.3', 'catalog.intra', '80', '::ffff:10.0.0.3', true],
      ['10.1.0.0/16', '10.1.200.3', '80', '10.1.200.3', true],
      ['10.1.0.0/16', '10.2.0.1', '80', '10.2.0.1', false],
      ['fd00::/8', 'catalog.intra', '443', 'fd00::5', true],
      ['fd00::5', '[fd00::5]', '443', 'fd00::5', true],
      ['[fd00::5]:8080', '[fd00::5]', '8080', 'fd00::5', true],
      ['[fd00::5]:8080', '[fd00::5]', '443', 'fd00::5', false],
      ['catalog.intra', 'catalog.intra', '80', '10.0.0.3', true],
      ['Catalog.Intra', 'catalog.intra.', '8080', '192.168.0.1', true],
      ['catalog.intra', 'other.intra', '80', '10.0.0.3', false],
      ['catalog.intra', 'sub.catalog.intra', '80', '10.0.0.3', false],
      ['catalog.intra:8080', 'catalog.intra', '8080', '10.0.0.3', true],
      ['catalog.intra:8080', 'catalog.intra', '80', '10.0.0.3', false],
      ['127.0.0.1:3000', '127.0.0.1', '3000', '127.0.0.1', true],
      ['127.0.0.1:3000', 'localhost', '3000', '127.0.0.1', true],
      ['127.0.0.1:3000', '127.0.0.1', '3001', '127.0.0.1', false],
      ['bücher.intra', 'xn--bcher-kva.intra', '80', '10.0.0.3', true],
    ];
    for (const [entry, host, port, address, allowed] of table) {
      const check = (): void => new EgressGuard({ allow: [entry] }).checkAddress(host, port, address);
      if (allowed) assert.doesNotThrow(check, `${entry} for ${host}:${port}`);
      else assert.throws(check, /if it is yours/, `${entry} for ${host}:${port}`);
    }
  });

  it('says which host resolves to which address', () => {
    const guard = new EgressGuard({ allow: [] });
    assert.throws(() => guard.checkAddress('data.example.org', '443', '10.0.0.3'), {
      name: 'RemoteFault',
      kind: 'forbiddenAddress',
      message:
        'data.example.org resolves to 10.0.0.3, a private address; allow it in the configuration (http.allow) if it is yours',
    });
    assert.throws(() => guard.checkAddress('data.example.org', '443', '64:ff9b::a00:3'), {
      message:
        'data.example.org resolves to 64:ff9b::a00:3 (10.0.0.3), a private address; allow it in the configuration (http.allow) if it is yours',
    });
  });

  it('refuses entries that it cannot read', () => {
    for (const entry of [
      '',
      'http://catalog.intra',
      'a b',
      '10.0.0.0/33',
      '10.0.0.0/',
      'x/8',
      'user@host',
      '[::1',
      'h:x',
    ]) {
      assert.throws(() => new EgressGuard({ allow: [entry] }), RangeError, entry);
    }
  });

  it('refuses other schemes than http and https', () => {
    const guard = new EgressGuard({ allow: [] });
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.org/',
      'javascript:alert(1)',
      'data:,x',
      'gopher://example.org/',
    ]) {
      assert.throws(() => guard.checkUrl(new URL(url)), { kind: 'forbiddenAddress' }, url);
    }
  });

  it('refuses ports of other protocols unless an entry names them', () => {
    const guard = new EgressGuard({ allow: ['10.0.0.3', 'queue.intra', 'pages.intra:6379', '10.0.0.4:25'] });
    for (const host of [
      'data.example.org:22',
      'data.example.org:25',
      'data.example.org:5432',
      'data.example.org:0',
    ]) {
      assert.throws(() => guard.checkUrl(new URL(`http://${host}/`)), /port of another protocol/, host);
    }
    assert.throws(() => guard.checkUrl(new URL('http://10.0.0.3:6379/')), /port of another protocol/);
    assert.throws(() => guard.checkUrl(new URL('http://queue.intra:6379/')), /port of another protocol/);
    for (const host of ['pages.intra:6379', '10.0.0.4:25', 'data.example.org:8080', 'data.example.org']) {
      assert.doesNotThrow(() => guard.checkUrl(new URL(`http://${host}/`)), host);
    }
  });
});
