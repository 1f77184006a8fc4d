import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { exception } from '../adapters/csw/catalogue.ts';
import { answerOf as cswAnswer, catalogue as cswCatalogue } from '../adapters/csw/portal.ts';
import { answerOf as djAnswer, catalogue as djCatalogue } from '../adapters/data-json/portal.ts';
import { answerOf as dcatAnswer, catalogue as dcatCatalogue } from '../adapters/dcat/portal.ts';
import { answerOf as odsAnswer, catalogue as odsCatalogue, said } from '../adapters/opendatasoft/portal.ts';
import { answerOf as ogcAnswer, catalogue as ogcCatalogue } from '../adapters/ogc-records/portal.ts';
import { harvested } from '../support/harvested.ts';
import { installation, type Installation } from '../support/installation.ts';
import { loopback, type Asked, type Loopback, type Said } from '../support/scripted.ts';

const RECORDS = 23;
const PAGE = 5;

/** An imitated remote whose records a test may take away and change, and on one of which it may break. */
interface Remote {
  adapter: string;
  path: string;
  ids(): string[];
  retitle(index: number): void;
  remove(index: number): void;
  answer(asked: Asked): Said;
  /** What a page that shows the poison becomes; absent where none can be stepped over. */
  broken?: (asked: Asked) => Said | undefined;
}

const csw = cswCatalogue(RECORDS);
const dataJson = djCatalogue(RECORDS);
const dcat = dcatCatalogue(RECORDS, { size: 10 });
const ods = odsCatalogue(RECORDS);
const ogc = ogcCatalogue(RECORDS);

const REMOTES: Remote[] = [
  {
    adapter: 'csw',
    path: '/csw',
    ...holding(csw.entries),
    answer: (asked) => cswAnswer(csw, asked),
    broken: ({ body }) =>
      body.includes('<csw:ElementSetName>full') ? exception('NoApplicableCode', '', 'boom') : undefined,
  },
  {
    adapter: 'data-json',
    path: '',
    ...holding(dataJson.entries),
    answer: (asked) => djAnswer(dataJson, asked),
  },
  {
    adapter: 'dcat',
    path: '/catalog',
    ...holding(dcat.entries),
    answer: (asked) => dcatAnswer(dcat, asked),
  },
  { adapter: 'ogc-records', path: '', ...holding(ogc.entries), answer: (asked) => ogcAnswer(ogc, asked) },
  {
    adapter: 'opendatasoft',
    path: '',
    ...holding(ods.entries),
    answer: (asked) => odsAnswer(ods, asked),
    broken: ({ query }) => (query.get('select') === null ? said({ message: 'boom' }, 500) : undefined),
  },
];

function holding(entries: { id: string; title: string }[]): Pick<Remote, 'ids' | 'retitle' | 'remove'> {
  return {
    ids: () => entries.map(({ id }) => id),
    retitle: (index) => {
      entries[index]!.title = `${entries[index]!.title} once more`;
    },
    remove: (index) => {
      entries.splice(index, 1);
    },
  };
}

describe('a harvest through an adapter that only harvests', () => {
  let navette: Installation;

  before(async () => {
    navette = await installation();
    await navette.startWorkers();
  });
  after(() => navette.close());

  for (const remote of REMOTES) {
    describe(remote.adapter, () => {
      let site: Loopback;
      let poison: string | undefined;

      before(async () => {
        site = await loopback((asked) => {
          const answer = remote.answer(asked);
          const isShown = poison !== undefined && answer.body.includes(poison);
          return (isShown ? remote.broken?.(asked) : undefined) ?? answer;
        });
        const settings = { url: `${site.url}${remote.path}` };
        const harvest = { pageSize: PAGE };
        await navette.control.apply([{ id: remote.adapter, adapter: remote.adapter, settings, harvest }], {
          retireOthers: false,
        });
      });
      after(() => site.close());

      it('brings every record, and the second time finds each as it was', async () => {
        const first = await harvested(navette, remote.adapter);
        assert.deepEqual([first.state, first.counts.added], ['complete', RECORDS], first.reason);
        const again = await harvested(navette, remote.adapter, 'full');
        assert.deepEqual([again.state, again.counts.unchanged], ['complete', RECORDS], again.reason);
      });

      it('takes over what changed', async () => {
        remote.retitle(7);
        const run = await harvested(navette, remote.adapter, 'full');
        assert.deepEqual([run.counts.updated, run.counts.unchanged], [1, RECORDS - 1], run.reason);
      });

      if (remote.broken !== undefined)
        it('sets the record aside that breaks its page, named, and no other', async () => {
          poison = remote.ids()[12];
          const run = await harvested(navette, remote.adapter, 'full');
          poison = undefined;
          const aside = await navette.control.setAside(run.id, 10);
          assert.deepEqual(
            aside.map(({ remoteId, stage }) => ({ remoteId, stage })),
            [{ remoteId: remote.ids()[12], stage: 'fetch' }],
          );
          assert.deepEqual([run.state, run.counts.unchanged], ['complete', RECORDS - 1], run.reason);
        });

      it('finds what is gone', async () => {
        remote.remove(3);
        const run = await harvested(navette, remote.adapter, 'full');
        assert.deepEqual([run.state, run.counts.unchanged], ['complete', RECORDS - 1], run.reason);
        assert.equal(run.counts.missing + run.counts.removed, 1);
      });
    });
  }
});
