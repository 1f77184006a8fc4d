import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { udata } from '../src/adapters/udata/index.ts';
import { RemoteFault } from '../src/faults.ts';
import { openLedger, type Ledger } from '../src/ledger/ledger.ts';
import { file, ROWS, type Row } from './corpus/expect.ts';
import { cpuMsSince, store, walk, type Walked } from './corpus/walk.ts';
import { database } from './support/servers.ts';

/** Longest that a row may keep the processor busy, listing and storing each. */
const ROW_CPU_MS_MAX = 5_000;
/** The largest page is 64 MiB; beyond some copies of it nothing may stay. */
const RSS_GROWTH_MAX = 400 * 2 ** 20;
/** A message that repeats its input is as hostile as the input. */
const MESSAGE_LENGTH_MAX = 1_000;

describe('what no portal should send', function () {
  this.timeout(20_000);
  let ledger: Ledger;
  let rss = 0;

  before(async () => {
    ledger = openLedger(await database(), { connections: 2 });
    rss = process.memoryUsage().rss;
  });
  after(() => ledger.close());

  for (const [index, row] of ROWS.entries()) {
    it(`${row.row}. ${row.name}: ${row.expect.class}`, async () => {
      const walked = await walk(row);
      assert.ok(walked.cpuMs < ROW_CPU_MS_MAX, `it took ${walked.cpuMs} ms to list`);
      const stored = await storing(`corpus-${index}`, walked);
      checkSetAside(walked);
      checkClass(row, walked);
      row.after?.(stored, walked);
    });
  }

  it('1. a page cut at any byte: page refused', () => {
    const text = String(file('01-cut.udata.json').body);
    assert.equal(udata.read?.(text).records.length, 1);
    for (let length = 0; length < text.length; length += 1) {
      assert.throws(() => udata.read?.(text.slice(0, length)), isMalformed, `cut after ${length}`);
    }
  });

  it('1. a page cut at any byte, on the wire: page refused', async () => {
    const bytes = Buffer.from(file('01-cut.udata.json').body ?? '');
    for (let length = 0; length < bytes.length; length += 7) {
      const { fault } = await walk({ as: 'udata', serve: { body: bytes.subarray(0, length) } });
      assert.equal(fault?.kind, 'malformed', `cut after ${length}`);
    }
  });

  it('50. another content under the same etag: stored', async () => {
    const headers = { etag: '"same"', 'last-modified': 'Fri, 01 Jan 2100 00:00:00 GMT' };
    const first = await storing(
      'corpus-etag',
      await walk({ as: 'udata', serve: { ...file('plain.udata.json'), headers } }),
    );
    const other = String(file('plain.udata.json').body).replace('Arbres', 'Haies');
    const second = await storing('corpus-etag', await walk({ as: 'udata', serve: { body: other, headers } }));
    assert.match(JSON.stringify(first.get('a')?.title), /Arbres/);
    assert.match(JSON.stringify(second.get('a')?.title), /Haies/);
  });

  it('leaves no memory behind', () => {
    const growth = process.memoryUsage().rss - rss;
    assert.ok(growth < RSS_GROWTH_MAX, `${Math.round(growth / 2 ** 20)} MiB more than before`);
  });

  /** Stores what came; what is read back is what was listed, to the last character. */
  async function storing(name: string, walked: Walked) {
    const started = process.cpuUsage();
    const stored = await store(ledger.db, name, walked);
    const cpuMs = cpuMsSince(started);
    assert.ok(cpuMs < ROW_CPU_MS_MAX, `it took ${cpuMs} ms to store`);
    for (const { remoteId, read, listed, kept } of stored) {
      assert.equal(kept, listed, `the ledger has another fingerprint of ${remoteId}`);
      assert.equal(read, listed, `the stored ${remoteId} is not what was hashed`);
    }
    return new Map(stored.map(({ remoteId, dataset }) => [remoteId, dataset]));
  }
});

function checkClass({ expect }: Row, { fault, records, setAside, verdict, endless }: Walked): void {
  if (expect.class === 'page refused') {
    assert.ok(fault !== undefined, 'the page passed');
    assert.ok(expect.kinds.includes(fault.kind), `${fault.kind}: ${fault.message}`);
    assert.ok(fault.message.length <= MESSAGE_LENGTH_MAX, fault.message.slice(0, 200));
    return;
  }
  assert.equal(fault, undefined, `${fault?.kind}: ${fault?.message}`);
  if (expect.kept !== undefined)
    assert.deepEqual([...new Set(records.map(({ remoteId }) => remoteId))].sort(), [...expect.kept].sort());
  assert.equal(endless, false, 'the listing does not end');
  assert.equal(setAside.length, expect.class === 'record refused' ? expect.refused : 0);
  if (expect.class === 'record refused') return;
  const states =
    expect.states ??
    (expect.class === 'listing doubted' ? ['suspicious', 'truncated', 'moving'] : ['complete']);
  assert.ok(verdict !== undefined && states.includes(verdict.state), JSON.stringify(verdict));
}

function checkSetAside({ setAside }: Walked): void {
  for (const one of setAside) {
    assert.match(one.stage, /^(parse|map|validate)$/);
    assert.notEqual(one.reason, '');
    assert.ok(one.raw !== undefined, JSON.stringify(one));
    // What is no object at all has no field to blame.
    if (one.raw.startsWith('{'))
      assert.ok(one.field !== undefined && one.field !== '', JSON.stringify(one).slice(0, 500));
    assert.ok((one.value?.length ?? 0) <= 500);
  }
}

function isMalformed(error: unknown): boolean {
  return error instanceof RemoteFault && error.kind === 'malformed';
}
