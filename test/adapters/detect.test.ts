import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { addressIn, detect, type Detection } from '../../src/adapters/detect.ts';
import { adapterKinds, adapterOf } from '../../src/adapters/registry.ts';
import { RemoteFault } from '../../src/faults.ts';
import { createHttpClient } from '../../src/http/client.ts';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { startDataFair } from '../../src/sandbox/data-fair/data-fair.ts';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { loopback } from '../support/scripted.ts';
import type { Asked, Said } from '../support/scripted.ts';
import * as csw from './csw/portal.ts';
import * as dataJson from './data-json/portal.ts';
import * as dcat from './dcat/portal.ts';
import * as ogc from './ogc-records/portal.ts';
import * as opendatasoft from './opendatasoft/portal.ts';

const REQUESTS_MAX = 40;
const ADAPTERS = adapterKinds().flatMap((kind) => adapterOf(kind) ?? []);
const HTML = { 'content-type': 'text/html' };
const absent: Said = { status: 404, headers: HTML, body: '<!doctype html><title>Not here</title>' };

const open: { close(): Promise<unknown> }[] = [];

async function detected(url: string): Promise<Detection> {
  const client = createHttpClient({
    egress: { allow: ['127.0.0.1'] },
    userAgent: 'navette test',
    pauseMs: () => 1,
  });
  open.push(client);
  const { signal } = new AbortController();
  const http = client.session({ signal, secrets: [], limits: { headersMs: 10_000, totalMs: 20_000 } });
  const address = addressIn(url);
  assert.ok(address, `${url} is no address`);
  const detection = await detect(ADAPTERS, http, address);
  assert.ok(detection.requests <= REQUESTS_MAX, `${detection.requests} requests`);
  // What is proposed works: the adapter itself finds its remote there.
  for (const { adapter: kind, settings } of detection.fits.slice(0, 1)) {
    const adapter = adapterOf(kind);
    assert.ok(adapter);
    const parsed: unknown = adapter.Settings.parse(settings);
    await adapter.probe({ settings: parsed, http, signal, installation: 'test', now: () => new Date() });
  }
  return detection;
}

async function site(answer: (asked: Asked) => Said): Promise<string> {
  const remote = await loopback(answer);
  open.push(remote);
  return remote.url;
}

const first = ({ fits }: Detection) => {
  const [fit] = fits;
  return fit && { adapter: fit.adapter, settings: fit.settings };
};

describe('detecting what stands behind an address', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('udata: from the portal, a dataset’s page, and an organisation’s page, which narrows to it', async () => {
    const portal = await startUdata();
    open.push(portal);
    const { url } = portal;
    for (const page of ['', '/', '/fr/', '/datasets/arbres/', '/fr/datasets/arbres/#/resources', '/api/1/'])
      assert.deepEqual(first(await detected(url + page)), { adapter: 'udata', settings: { url } }, page);
    const { fits } = await detected(`${url}/organizations/${portal.organizationSlug}/`);
    assert.deepEqual(fits[0]?.settings, { url, organization: portal.organizationSlug });
    assert.match(fits[0]?.evidence ?? '', /\/api\/1\/site\/ answers as udata \d+/);
  });

  it('CKAN: from the site, a dataset’s page, and an organization’s page, which narrows to it', async () => {
    const portal = await startCkan({ version: '2.11', seed: 3 });
    open.push(portal);
    const { url } = portal;
    for (const page of [
      '',
      '/dataset',
      '/dataset/trees?q=x',
      '/fr/dataset/trees',
      '/api/3/action/package_list',
    ])
      assert.deepEqual(first(await detected(url + page)), { adapter: 'ckan', settings: { url } }, page);
    const { fits } = await detected(`${url}/organization/${portal.organization}`);
    assert.deepEqual(fits[0]?.settings, { url, organizations: [portal.organization] });
    assert.match(fits[0]?.evidence ?? '', /answers as CKAN 2\.11/);
  });

  it('CKAN below a path of its site', async () => {
    const url = await site(({ path }) =>
      path === '/open/api/3/action/status_show'
        ? opendatasoft.said({ success: true, result: { ckan_version: '2.10.4', site_title: 'Open' } })
        : path === '/open/api/3/action/package_search'
          ? opendatasoft.said({ success: true, result: { count: 0, results: [] } })
          : absent,
    );
    const { fits } = await detected(`${url}/open/dataset/trees`);
    assert.deepEqual(
      fits.map(({ adapter, settings }) => [adapter, settings]),
      [['ckan', { url: `${url}/open` }]],
    );
    assert.match(fits[0]?.evidence ?? '', /answers as CKAN 2\.10\.4, «Open»$/);
  });

  it('Data Fair: from a portal, a dataset’s page on it, and its interface, wherever that begins', async () => {
    for (const basePath of ['/data-fair', '']) {
      const installed = await startDataFair({ basePath });
      open.push(installed);
      const portal = new URL(installed.portalUrl).origin;
      for (const page of ['', '/datasets/arbres', `${basePath}/api/v1/datasets`]) {
        const { fits } = await detected(portal + page);
        assert.deepEqual(fits[0]?.settings, { url: `${installed.portalUrl}/api/v1` }, page);
        assert.equal(fits[0]?.adapter, 'data-fair');
        assert.match(fits[0]?.evidence ?? '', /answers as the catalogue of a Data Fair portal, 0 datasets$/);
      }
      const { fits } = await detected(installed.url);
      assert.match(fits[0]?.evidence ?? '', /answers as Data Fair, 0 datasets$/);
    }
  });

  it('Opendatasoft: from any of its pages', async () => {
    const held = opendatasoft.catalogue(3);
    const url = await site((asked) => opendatasoft.answerOf(held, asked));
    const found = await detected(`${url}/explore/dataset/set-00001/information/`);
    assert.deepEqual(first(found), { adapter: 'opendatasoft', settings: { url } });
    assert.match(found.fits[0]?.evidence ?? '', /Explore 2\.1, 3 datasets/);
  });

  it('CSW: from its address with a request in it, from GeoNetwork’s pages, and where a page leads to', async () => {
    const held = csw.catalogue(3);
    const url = await site((asked) => {
      if (asked.path === '/geonetwork/srv/eng/csw') return csw.answerOf(held, asked);
      return asked.path === '/portal'
        ? {
            headers: HTML,
            body: '<a class="x" href="/geonetwork/srv/eng/csw?service=CSW&amp;request=GetCapabilities">CSW</a>',
          }
        : absent;
    });
    const expected = { adapter: 'csw', settings: { url: `${url}/geonetwork/srv/eng/csw` } };
    for (const page of [
      '/geonetwork/srv/eng/csw?service=CSW&request=GetRecords&version=2.0.2',
      '/geonetwork/srv/fre/catalog.search',
      '/portal',
      '/',
    ])
      assert.deepEqual(first(await detected(url + page)), expected, page);
  });

  it('OGC API Records: from its landing page and from a page of one of several collections', async () => {
    const one = await site((asked) => ogc.answerOf(ogc.catalogue(3), asked));
    assert.deepEqual(first(await detected(one)), {
      adapter: 'ogc-records',
      settings: { url: one, collection: 'records' },
    });
    const several = ogc.catalogue(3, { collections: ['a', 'b'] });
    const url = await site((asked) => ogc.answerOf(several, asked));
    assert.deepEqual(first(await detected(`${url}/collections/b/items?f=html`)), {
      adapter: 'ogc-records',
      settings: { url, collection: 'b' },
    });
  });

  it('ArcGIS Hub: behind the pages of a site', async () => {
    const held = ogc.catalogue(3, { collections: ['all'], sorts: false });
    const url = await site((asked) => {
      if (!asked.path.startsWith('/api/search/v1')) return absent;
      const answer = ogc.answerOf(held, { ...asked, path: asked.path.slice('/api/search/v1'.length) || '/' });
      return {
        ...answer,
        body: answer.body.replaceAll(`${asked.origin}/c`, `${asked.origin}/api/search/v1/c`),
      };
    });
    assert.deepEqual(first(await detected(`${url}/datasets/trees/explore`)), {
      adapter: 'ogc-records',
      settings: { url: `${url}/api/search/v1`, collection: 'all' },
    });
  });

  it('features are no records', async () => {
    const url = await site(({ path, origin }) =>
      path === '/'
        ? ogc.said({ title: 'Features', links: [{ rel: 'data', href: `${origin}/collections` }] })
        : path === '/collections'
          ? ogc.said({ collections: [{ id: 'roads', itemType: 'feature', links: [] }] })
          : absent,
    );
    assert.deepEqual((await detected(url)).fits, []);
  });

  it('data.json: at its usual place and at any other', async () => {
    const held = dataJson.catalogue(3);
    const url = await site((asked) => dataJson.answerOf(held, asked));
    assert.deepEqual(first(await detected(url)), {
      adapter: 'data-json',
      settings: { url: `${url}/data.json` },
    });
    const other = await site(({ path }) =>
      path === '/export/dcat' ? dataJson.said(dataJson.wireOf(held)) : absent,
    );
    const found = await detected(`${other}/export/dcat`);
    assert.deepEqual(
      found.fits.map(({ adapter }) => adapter),
      ['data-json'],
    );
    assert.match(found.fits[0]?.evidence ?? '', /DCAT-US 1\.1/);
  });

  it('RDF: at the address, and where a page says that it is', async () => {
    const held = dcat.catalogue(5, { size: 2 });
    const url = await site((asked) =>
      asked.path === '/home'
        ? {
            headers: HTML,
            body: `<html><head><link rel="stylesheet" href="/x.css"><link type='text/turtle' rel='alternate' href='/catalog'></head>`,
          }
        : dcat.answerOf(held, asked),
    );
    const expected = { adapter: 'dcat', settings: { url: `${url}/catalog` } };
    assert.deepEqual(first(await detected(`${url}/catalog`)), expected);
    const { fits } = await detected(`${url}/home`);
    assert.deepEqual(first({ ...(await detected(`${url}/home`)), fits }), expected);
    assert.match(fits[0]?.evidence ?? '', /RDF \(Turtle\): 2 datasets on its first page/);
  });

  it('tells a page that describes a dataset for search engines, which no connector harvests', async () => {
    const script = '{"@context": "https://schema.org/", "@type": "Dataset", "name": "Trees"}';
    const url = await site(({ path }) =>
      path === '/trees'
        ? { headers: HTML, body: `<!doctype html><script type="application/ld+json">${script}</script>` }
        : absent,
    );
    const { fits, notes } = await detected(`${url}/trees`);
    assert.deepEqual(fits, []);
    assert.match(notes.join(), /JSON-LD: navette convert --from schema-org/);
  });

  it('puts an interface of its own before a standard, and that before a file', async () => {
    const [ods, files] = [opendatasoft.catalogue(3), dataJson.catalogue(3)];
    const services = csw.catalogue(3);
    const url = await site((asked) => {
      if (asked.path === '/csw') return csw.answerOf(services, asked);
      return asked.path === '/data.json'
        ? dataJson.answerOf(files, asked)
        : opendatasoft.answerOf(ods, asked);
    });
    const { fits } = await detected(url);
    assert.deepEqual(
      fits.map(({ adapter }) => adapter),
      ['opendatasoft', 'csw', 'data-json'],
    );
  });

  it('finds nothing on a site that answers everything with one page, and does not ask for ever', async () => {
    const url = await site(() => ({
      headers: HTML,
      body: '<!doctype html><title>App</title><a href="/csw">x</a>',
    }));
    assert.deepEqual((await detected(`${url}/a/b/c`)).fits, []);
  });

  it('reads the beginning of a large answer only', async () => {
    const padding = ' '.repeat(3_000_000);
    const url = await site(() => ({
      headers: { 'content-type': 'application/json' },
      body: `{"a": "${padding}"}`,
    }));
    assert.deepEqual((await detected(`${url}/huge.json`)).fits, []);
  });

  it('tells a host that cannot be reached, and an address that may not be called', async () => {
    const closed = await loopback(() => absent);
    await closed.close();
    for (const [url, kind] of [
      [closed.url, 'unreachable'],
      ['http://169.254.169.254/latest/', 'forbiddenAddress'],
    ] as const)
      await assert.rejects(
        detected(url),
        (error) => error instanceof RemoteFault && error.kind === kind,
        url,
      );
  });

  it('does not follow a page to a private address', async () => {
    const url = await site(() => ({
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
      body: '',
    }));
    await assert.rejects(
      detected(url),
      (error) => error instanceof RemoteFault && error.kind === 'forbiddenAddress',
    );
  });

  it('takes addresses as people write them', () => {
    assert.equal(addressIn(' data.example.org/dataset ')?.href, 'https://data.example.org/dataset');
    assert.equal(addressIn('http://x.org/#top')?.href, 'http://x.org/');
    for (const wrong of ['', 'ftp://x.org', 'https://user:key@x.org', 'https://', 'javascript:alert(1)'])
      assert.equal(addressIn(wrong), undefined, wrong);
  });
});
