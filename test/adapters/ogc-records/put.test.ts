import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { PutRequest, PutResult } from '../../../src/adapters/adapter.ts';
import { ogcRecords } from '../../../src/adapters/ogc-records/index.ts';
import { OgcRecordsSettings } from '../../../src/adapters/ogc-records/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { loopback, visitor } from '../../support/scripted.ts';
import type { Asked, Said } from '../../support/scripted.ts';
import { asking, WATER } from '../asking.ts';
import { answerOf, catalogue } from './portal.ts';
import type { Catalogue, Feature } from './portal.ts';

const open: { close(): Promise<void> }[] = [];

async function place(takes: Catalogue['takes'], lie?: (said: Said, asked: Asked) => Said) {
  const held = catalogue(2, takes === undefined ? {} : { takes });
  const remote = await loopback((asked) => {
    const said = answerOf(held, asked);
    return lie?.(said, asked) ?? said;
  });
  const visit = visitor(OgcRecordsSettings, { url: remote.url });
  open.push(remote, visit);
  const { session } = visit;
  const put = async (more: Partial<PutRequest> = {}): Promise<PutResult> => {
    const result = await ogcRecords.put?.(session, asking(more));
    assert.ok(result);
    return result;
  };
  const again = (before: PutResult, more: Partial<PutRequest> = {}): Promise<PutResult> =>
    put({ remoteId: before.remoteId, base: before.base, distributionIds: before.distributionIds, ...more });
  const record = (id: string): Feature => {
    const found = held.entries.find((entry) => entry.id === id)?.record;
    assert.ok(found);
    return found;
  };
  return { held, remote, session, put, again, record };
}

describe('pushing to a catalogue of OGC API Records', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('keeps keywords, links and properties of others where its own change', async () => {
    const { put, again, record } = await place('as named');
    const first = await put();
    const there = record(first.remoteId);
    (there.properties['keywords'] as string[]).unshift('leur mot');
    there.properties['leur'] = { note: 1 };
    there.links.unshift({ rel: 'preview', href: 'https://elsewhere.example.org/x.png' });
    const changed = { ...WATER, keyword: { fr: ['eau potable'] }, distribution: [] };
    const second = await again(first, { dataset: changed });
    assert.deepEqual(
      second.diff.map(({ field }) => field),
      ['distribution.points', 'keywords'],
    );
    const now = record(first.remoteId);
    assert.deepEqual(now.properties['keywords'], ['leur mot', 'eau potable']);
    assert.deepEqual(now.properties['leur'], { note: 1 });
    assert.deepEqual(now.links, [{ rel: 'preview', href: 'https://elsewhere.example.org/x.png' }]);
    assert.equal((await again(second, { dataset: changed })).action, 'unchanged');
  });

  it('keeps the id that a server gives of its own', async () => {
    const { put, again, held } = await place('renamed');
    const told: string[] = [];
    const created = (id: string): Promise<void> => {
      told.push(id);
      return Promise.resolve();
    };
    const first = await put({ created });
    assert.match(first.remoteId, /^own-/);
    assert.deepEqual(told, [first.remoteId]);
    assert.equal((await again(first)).action, 'unchanged');
    assert.equal(held.entries.length, 3);
  });

  it('finds a record under such an id when its creation was never answered', async () => {
    let lost = 1;
    const { put, held } = await place('renamed', (said, asked) =>
      asked.method === 'POST' && lost-- > 0 ? { status: 500, body: '{}' } : said,
    );
    const first = await put();
    assert.match(first.remoteId, /^own-/);
    const second = await put({ intended: true });
    assert.deepEqual([second.action, second.remoteId, held.entries.length], ['unchanged', first.remoteId, 3]);
  });

  it('looks where the record is when the server does not say', async () => {
    const { put } = await place('renamed', (said, asked) =>
      asked.method === 'POST' ? { ...said, headers: {} } : said,
    );
    assert.match((await put()).remoteId, /^own-/);
  });

  it('looks again at a record that somebody saved in between', async () => {
    let between = 1;
    const there = await place('as named', (said, asked) => {
      if (asked.method !== 'GET' || !asked.path.includes('/items/') || between !== 0) return said;
      // Saved by somebody after this look.
      between = -1;
      const entry = there.held.entries.at(-1);
      if (entry?.record !== undefined) entry.record.properties['leur'] = 'note';
      return said;
    });
    const first = await there.put();
    between = 0;
    const plans: string[] = [];
    const planned = ({ action }: { action: string }): void => {
      plans.push(action);
    };
    const second = await there.again(first, { dataset: { ...WATER, title: { fr: 'Mer' } }, planned });
    assert.deepEqual([second.action, plans], ['updated', ['update', 'update']]);
    const { title, leur } = there.record(first.remoteId).properties;
    assert.deepEqual([title, leur], ['Mer', 'note']);
  });

  it('never writes a record that carries another mark', async () => {
    const { put, again } = await place('as named');
    const first = await put();
    await assert.rejects(
      again(first, { mark: 'other/there/eau' }),
      (error) => error instanceof RemoteFault && error.kind === 'conflict',
    );
  });

  it('is told beforehand that a catalogue takes none, and told again when it is tried', async () => {
    const { put, session, remote } = await place(undefined);
    const { mayPush, reason } = await ogcRecords.probe(session);
    assert.deepEqual([mayPush, typeof reason], [false, 'string']);
    await assert.rejects(put(), /create-replace-delete/);
    assert.equal(
      remote.asked.some(({ method }) => method !== 'GET'),
      false,
    );
  });
});
