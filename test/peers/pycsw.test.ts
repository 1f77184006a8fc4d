import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Adapter, Page, Session } from '../../src/adapters/adapter.ts';
import { csw } from '../../src/adapters/csw/index.ts';
import { distributionKeys } from '../../src/adapters/distribution-keys.ts';
import { ogcRecords } from '../../src/adapters/ogc-records/index.ts';
import { ISO_LIMITS } from '../../src/formats/iso/write/limits.ts';
import { RemoteFault } from '../../src/faults.ts';
import { createHttpClient } from '../../src/http/client.ts';
import type { HttpClient } from '../../src/http/http.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { asking } from '../adapters/asking.ts';
import { ordinaryDatasets } from '../formats/ordinary.ts';
import { meant } from '../formats/promises.ts';
import { pycswPeer } from '../support/peers.ts';
import { walk } from '../support/scripted.ts';

const PYCSW = pycswPeer();
/** A Python that has OWSLib; without it that one test is not declared. */
const PYTHON = process.env['NAVETTE_PEER_OWSLIB'];
const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'pycsw', 'read_back.py');
const COUNT = 520;
const AT_ONCE = 4;
const TRIES_MAX = 8;
const PATIENCE_MS = 1_200_000;
const UNSAID = new Set(['id', 'extra', 'origin', 'warning']);

if (PYCSW !== undefined)
  describe(`${COUNT} records pushed to pycsw by CSW-T`, function () {
    this.timeout(PATIENCE_MS);
    const sampled = fc.sample(
      fc.uniqueArray(ordinaryDatasets(Object.keys(ISO_LIMITS)), {
        minLength: COUNT,
        maxLength: COUNT,
        selector: ({ id }) => id,
      }),
      { numRuns: 1, seed: 11 },
    )[0] as Dataset[];
    // A file without an id is known by its key from then on.
    const datasets = sampled.map((dataset): Dataset => {
      const keys = distributionKeys(dataset.distribution ?? []);
      const distribution = dataset.distribution?.map((one, index) => ({ ...one, id: keys[index] }));
      return { ...dataset, ...(distribution === undefined ? {} : { distribution }) };
    });
    /** The record of each dataset. */
    const pushed = new Map<string, Dataset>();
    let client: HttpClient;

    before(() => {
      client = createHttpClient({ egress: { allow: ['127.0.0.1'] }, userAgent: 'navette-tests' });
    });
    after(() => client.close());

    const sessionOf = <S>(adapter: Adapter<S>, settings: Record<string, unknown>): Session<S> => {
      const { signal } = new AbortController();
      return {
        settings: adapter.Settings.parse(settings),
        http: client.session({ signal, secrets: [] }),
        signal,
        installation: 'facade01',
        now: () => new Date(),
      };
    };
    const listed = async <S>(adapter: Adapter<S>, settings: Record<string, unknown>): Promise<Page[]> => {
      const session = sessionOf(adapter, settings);
      const { pages } = await walk((cursor, options) => adapter.list!(session, cursor, options), {
        pageSize: 100,
        kinds: ['dataset', 'series', 'service'],
      });
      return pages;
    };
    const put = async (dataset: Dataset, session = sessionOf(csw, { url: `${PYCSW}/csw` })) =>
      csw.put?.(session, asking({ dataset, mark: `facade01/pycsw/${dataset.id}` }));

    it('are made, once each, with nothing lost', async () => {
      const session = sessionOf(csw, { url: `${PYCSW}/csw` });
      await inTurns(datasets, async (dataset) => {
        const result = await persistently(() => put(dataset, session));
        assert.ok(result);
        assert.deepEqual([result.action === 'conflict', result.losses], [false, []]);
        pushed.set(result.remoteId, dataset);
      });
      assert.equal(pushed.size, COUNT);
    });

    for (const version of ['2.0.2', '3.0.0'])
      it(`are harvested as they were by CSW ${version}`, async () => {
        const pages = await listed(csw, { url: `${PYCSW}/csw`, version });
        assert.equal(pages.at(-1)?.verdict?.state, 'complete');
        const records = pages.flatMap((page) => page.records).filter(({ remoteId }) => pushed.has(remoteId));
        assert.equal(records.length, COUNT);
        for (const { remoteId, dataset, mark } of records) {
          const given = pushed.get(remoteId);
          assert.equal(mark, `facade01/pycsw/${given?.id}`);
          assert.deepEqual(meant(dataset, UNSAID), meant(given, UNSAID));
        }
      });

    it('are harvested by OGC API Records with the words that pycsw makes of them', async () => {
      const pages = await listed(ogcRecords, { url: PYCSW });
      assert.equal(pages.at(-1)?.verdict?.state, 'complete');
      const records = pages.flatMap((page) => page.records).filter(({ remoteId }) => pushed.has(remoteId));
      assert.equal(records.length, COUNT);
      for (const { remoteId, dataset } of records) {
        const given = pushed.get(remoteId);
        assert.deepEqual(Object.values(dataset.title), [given?.title['fr']]);
        assert.deepEqual(
          Object.values(dataset.description ?? {}),
          Object.values(given?.description ?? {}).map((text) => text.trim()),
        );
      }
    });

    if (PYTHON !== undefined)
      it('are read by OWSLib', async () => {
        const told = await readBack(PYTHON, PYCSW, [...pushed.keys()]);
        const byCsw = told.filter(({ way }) => way === 'csw');
        assert.deepEqual([byCsw.length, told.filter(({ way }) => way === 'records').length], [COUNT, COUNT]);
        for (const { id, title, abstract, keywords, links } of told) {
          const given = pushed.get(id);
          assert.equal(title, given?.title['fr']);
          assert.equal(abstract ?? undefined, given?.description?.['fr']);
          const words = given?.keyword?.['fr'] ?? [];
          assert.deepEqual(
            words.filter((word) => !keywords.includes(word)),
            [],
          );
          const files = (given?.distribution ?? []).flatMap(({ downloadURL }) => downloadURL ?? []);
          assert.deepEqual(
            files.filter((url) => !links.includes(url)),
            [],
          );
        }
      });

    it('are not written again when nothing has changed, and only what has', async () => {
      const session = sessionOf(csw, { url: `${PYCSW}/csw` });
      const [first, second] = datasets;
      assert.ok(first && second);
      assert.equal((await put(first, session))?.action, 'unchanged');
      const result = await put({ ...second, version: 'another' }, session);
      assert.deepEqual([result?.action, result?.diff.map(({ field }) => field)], ['updated', ['edition']]);
    });

    it('go when they shall', async () => {
      const session = sessionOf(csw, { url: `${PYCSW}/csw` });
      await inTurns([...pushed.keys()], (id) =>
        persistently(async () => csw.remove?.(session, id, () => Promise.resolve())),
      );
      const pages = await listed(csw, { url: `${PYCSW}/csw` });
      assert.deepEqual(
        pages.flatMap((page) => page.records).filter(({ remoteId }) => pushed.has(remoteId)),
        [],
      );
    });
  });

/** As whoever drives an adapter does: a database that is locked for a moment takes it a little later. */
async function persistently<T>(doing: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await doing();
    } catch (error) {
      if (!(error instanceof RemoteFault) || !error.retryable || tries === TRIES_MAX) throw error;
    }
}

async function inTurns<T>(all: readonly T[], each: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await each(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

interface ReadBack {
  way: 'csw' | 'records';
  id: string;
  title: string;
  abstract: string | null;
  keywords: string[];
  links: string[];
}

function readBack(python: string, origin: string, ids: readonly string[]): Promise<ReadBack[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(python, [SCRIPT, origin], { maxBuffer: 64_000_000 }, (error, stdout) => {
      if (error !== null) reject(error);
      else
        resolve(
          stdout
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as ReadBack),
        );
    });
    child.stdin?.end(JSON.stringify(ids));
  });
}
