import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { after, before, describe, it } from 'mocha';
import { jsonArray, textArray } from '../../src/ledger/arrays.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { database } from '../support/servers.ts';

describe('an array sent in binary', () => {
  let ledger: Ledger;
  before(async () => {
    ledger = openLedger(await database(), { connections: 1 });
  });
  after(() => ledger.close());

  it('arrives as it was: nulls, quotes, braces, no text at all, every script', async () => {
    const texts = ['', 'NULL', null, '"', '\\', '{a,b}', "l'été – 東京 😀", 'a\nb', undefined];
    const { rows } = await sql<{ texts: unknown }>`select ${textArray(texts)}::text[] as texts`.execute(
      ledger.db,
    );
    assert.deepEqual(
      rows[0]?.texts,
      texts.map((text) => text ?? null),
    );
  });

  it('arrives empty', async () => {
    const { rows } = await sql<{ texts: unknown; docs: unknown }>`
      select ${textArray([])}::text[] as texts, ${jsonArray([])}::jsonb[] as docs`.execute(ledger.db);
    assert.deepEqual(rows, [{ texts: [], docs: [] }]);
  });

  it('of documents is read by the database as documents', async () => {
    const docs = [{ a: 'é"', b: [1, null] }, null, 'text'];
    const { rows } = await sql<{ doc: unknown }>`
      select doc from unnest(${jsonArray([...docs.map((doc) => doc && JSON.stringify(doc)), undefined])}::jsonb[]) with ordinality as x(doc, n) order by n`.execute(
      ledger.db,
    );
    assert.deepEqual(
      rows.map(({ doc }) => doc),
      [...docs, null],
    );
  });
});
