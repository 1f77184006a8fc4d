import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import { listed, type Told } from '../support/lies/liar.ts';
import { LIES } from '../support/lies/lies.ts';
import { SPEECHES } from '../support/lies/speeches.ts';
import { tableOf } from '../support/lies/table.ts';

/** An honest listing of these takes nine at most; a connection that breaks is tried three times. */
const REQUESTS_MAX = 15;
const HOUR_MS = 3_600_000;

const PAGE = new URL('../../docs/lies.md', import.meta.url);
const BEGIN = '<!-- lies: written by NAVETTE_UPDATE_DOCS=1 npm run lies -->\n\n';
const END = '\n<!-- end of lies -->';

const cells = new Map<string, string>();

/** No remote, whatever it says, makes us take a record for gone that is not; it says in words why; and it is let go of. */
describe('adapter × lie', () => {
  after(() => console.log(`\n${table()}\n`));

  for (const speechOf of SPEECHES) {
    const speech = speechOf();
    const { kind } = speech.adapter;
    describe(kind, () => {
      let honest: Told;
      let all: unknown[];

      before(async () => {
        honest = await listed(speech);
        all = honest.honest.flatMap(({ body }) => speech.read(body).records);
      });

      it('no lie: complete', () => {
        assert.deepEqual(
          [honest.outcome, honest.missing, all.length],
          ['complete', [], speech.ids.length],
          honest.reason,
        );
      });

      it('a date that does not move when a record changes: the change is seen', async () => {
        const held = new Map(
          honest.pages.flatMap(({ records }) =>
            records.map(({ remoteId, raw }) => [remoteId, JSON.stringify(raw)]),
          ),
        );
        const again = await listed(speech, {
          change: (body) => body.replace(speech.thirdTitle, 'Something else'),
          known: (found) =>
            Promise.resolve(
              new Set(
                found
                  .filter(({ remoteId, raw }) => held.get(remoteId) === JSON.stringify(raw))
                  .map(({ remoteId }) => remoteId),
              ),
            ),
        });
        assert.deepEqual([again.outcome, again.missing], ['complete', []]);
        assert.ok(
          again.pages.some(({ records }) => records.some(({ remoteId }) => remoteId === speech.ids[2])),
          'it was taken for what it was',
        );
      });

      for (const lie of LIES) {
        const cell = `${kind} ${lie.name}`;
        if (!lie.needs.every((need) => speech.has.includes(need))) {
          cells.set(cell, '·');
          continue;
        }
        it(`${lie.name}: ${lie.ends.join(', ')}`, async () => {
          const told = await listed(speech, { lie, all });
          cells.set(cell, told.outcome);
          if (told.outcome === 'complete')
            assert.ok(told.missing.length <= told.nameless, `complete without ${told.missing.join(', ')}`);
          else assert.match(told.reason ?? '', /[a-z]{3,} \S/i);
          if (told.outcome !== 'complete') assert.match(told.reason ?? '', lie.words ?? /^/);
          assert.ok(lie.ends.includes(told.outcome), `${told.outcome}: ${told.reason}`);
          assert.ok(told.requests <= REQUESTS_MAX, `${told.requests} requests`);
          assert.ok((told.retryAfterMs ?? 0) <= HOUR_MS, `it would wait for ${told.retryAfterMs} ms`);
        });
      }
    });
  }

  describe('all of them', () => {
    it('end as docs/lies.md says', async () => {
      const text = await readFile(PAGE, 'utf8');
      const [before_, rest = ''] = text.split(BEGIN);
      const [told = '', after_] = rest.split(END);
      assert.ok(before_ !== undefined && after_ !== undefined, 'the marks of the table are gone');
      if (process.env['NAVETTE_UPDATE_DOCS'] === '1')
        await writeFile(PAGE, `${before_}${BEGIN}${table()}\n${END}${after_}`);
      else assert.equal(told.trim(), table());
    });
  });
});

function table(): string {
  const kinds = SPEECHES.map((speech) => speech().adapter.kind);
  const names = LIES.map(({ name }) => name);
  return tableOf('lie', kinds, names, (row, column) => cells.get(`${column} ${row}`) ?? '');
}
