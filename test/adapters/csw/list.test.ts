import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { csw } from '../../../src/adapters/csw/index.ts';
import { CswSettings } from '../../../src/adapters/csw/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { isMoving, listedPortal, tellsAhead } from '../../support/listed-portal.ts';
import type { Lie } from '../../support/listed-portal.ts';
import { loopback, visitor, walk } from '../../support/scripted.ts';
import type { Said } from '../../support/scripted.ts';
import { DC, exception, GMD } from './catalogue.ts';
import { answerOf, catalogue } from './portal.ts';

const portal = listedPortal({
  adapter: csw,
  settings: CswSettings,
  at: (url) => `${url}/csw`,
  answer: answerOf,
  isPage: ({ body, query }) => body.includes('GetRecords') || query.get('request') === 'GetRecords',
});
const { place } = portal;

const change =
  (from: string | RegExp, to: string, onPage?: number): Lie =>
  (said, page) =>
    onPage === undefined || page === onPage ? { ...said, body: said.body.replace(from, to) } : said;

const FIRST = /<gmd:MD_Metadata[^]*?<\/gmd:MD_Metadata>/;
const ALL = new RegExp(FIRST, 'g');

describe('listing a catalogue service', () => {
  afterEach(() => portal.close());

  it('walks by position to the end, sorted by identifier, and proves it', async () => {
    const one = await place(catalogue(7));
    const { ids, last } = await one.walk();
    assert.deepEqual(
      ids,
      one.held.entries.map(({ id }) => id),
    );
    assert.deepEqual(last.verdict, { state: 'complete', received: 7, announced: 7 });
    assert.match(one.pagesAsked()[0]?.body ?? '', /SortProperty><ogc:PropertyName>apiso:Identifier/);
  });

  it('tells where the next page begins before it reads this one', async () => {
    const same = { remoteId: 'rec-001', modified: '2024-01-01T00:00:00.000Z' };
    await tellsAhead(await place(catalogue(5)), same, 'rec-002');
  });

  it('keeps to the kinds that are wanted, and counts the others out', async () => {
    const held = catalogue(6);
    held.entries[1] = { ...held.entries[1]!, scope: 'service' };
    held.entries[4] = { ...held.entries[4]!, scope: 'series' };
    const { ids, last } = await (await place(held)).walk();
    assert.equal(ids.length, 4);
    assert.deepEqual(last.verdict, { state: 'complete', received: 4, announced: 4 });
    const both = await (await place(held)).walk({ kinds: ['series', 'service'] });
    assert.deepEqual(both.ids, ['rec-002', 'rec-005']);
  });

  it('asks only for what changed since a day, where the service can', async () => {
    const one = await place(catalogue(9));
    const { ids, last } = await one.walk({ modifiedSince: '2024-01-07T10:00:00.000Z' });
    assert.deepEqual(ids, ['rec-007', 'rec-008', 'rec-009']);
    assert.equal(last.verdict?.state, 'complete');
  });

  it('joins the owner’s condition with its own', async () => {
    const one = await place(catalogue(9), undefined, { constraint: "apiso:Modified >= '2024-01-04'" });
    assert.equal((await one.walk()).ids.length, 6);
    const both = await place(catalogue(2), undefined, { constraint: "apiso:Title = 'a & b'" });
    await assert.rejects(both.walk({ modifiedSince: '2024-01-07T10:00:00.000Z' }), /cannot be read/);
    assert.match(
      both.pagesAsked()[0]?.body ?? '',
      /CqlText>\(apiso:Title = 'a &amp; b'\) AND apiso:Modified >= '2024-01-07'</,
    );
  });

  it('goes by GET where POST is not offered', async () => {
    const one = await place(catalogue(3, { post: false }));
    assert.equal((await one.walk()).last.verdict?.state, 'complete');
    assert.deepEqual([...new Set(one.remote.asked.map(({ method }) => method))], ['GET']);
  });

  it('speaks 3.0 where the service does', async () => {
    const one = await place(catalogue(5, { version: '3.0.0' }));
    assert.equal((await one.walk()).last.verdict?.state, 'complete');
    assert.match(one.pagesAsked()[0]?.body ?? '', /cat\/csw\/3\.0"[^]*version="3\.0\.0"/);
  });

  it('takes another schema when the first is refused, and is refused when all are', async () => {
    const lean = await place(catalogue(3, { schemas: [DC['2.0.2']] }));
    assert.equal((await lean.walk()).last.verdict?.state, 'complete');
    const liar = await place(catalogue(3), (said, _page, { body }) =>
      body.includes(`outputSchema="${GMD}"`)
        ? exception('InvalidParameterValue', 'outputSchema', 'not today')
        : said,
    );
    assert.equal((await liar.walk()).last.verdict?.state, 'complete');
    const never = await place(catalogue(3), () =>
      exception('InvalidParameterValue', 'outputSchema', 'never'),
    );
    await assert.rejects(never.walk(), (error) => error instanceof RemoteFault && error.kind === 'refused');
    assert.ok(never.pagesAsked().length <= 8);
  });

  it('does not take a poorer schema where the service only broke', async () => {
    let isAway = true;
    const one = await place(catalogue(3), (answer) =>
      isAway ? exception('NoApplicableCode', '', 'database is away') : answer,
    );
    await assert.rejects(
      one.walk(),
      (error) => error instanceof RemoteFault && error.kind === 'broken' && error.retryable,
    );
    assert.ok(
      one.pagesAsked().every(({ body, query }) => `${body}${query.get('outputSchema') ?? ''}`.includes(GMD)),
    );
    isAway = false;
    assert.equal((await one.walk()).last.verdict?.state, 'complete');
  });

  it('goes by GET where a proxy forbids POST', async () => {
    const one = await place(catalogue(3), (answer, _page, { method }) =>
      method === 'POST' ? { status: 403, body: 'no POST' } : answer,
    );
    assert.equal((await one.walk()).last.verdict?.state, 'complete');
  });

  it('takes Dublin Core where the service converts none of its records', async () => {
    const one = await place(catalogue(3), (answer, _page, { body }) =>
      body.includes(`outputSchema="${GMD}"`) ? emptied(answer) : answer,
    );
    assert.equal((await one.walk()).ids.length, 3);
  });

  it('steps over one record by its position, and tells its id', async () => {
    const poison: Lie = (said, _page, { body }) =>
      body.includes('full') && said.body.includes('rec-003')
        ? exception('NoApplicableCode', '', 'boom')
        : said;
    const one = await place(catalogue(5), poison);
    const first = await one.list(undefined, { pageSize: 2, kinds: ['dataset'] });
    const options = { pageSize: 1, kinds: ['dataset'] } as const;
    await assert.rejects(
      one.list(first.next, options),
      (error) => error instanceof RemoteFault && error.kind === 'broken',
    );
    const past = await csw.skip!(one.visit.session, first.next, options);
    assert.equal(past?.remoteId, 'rec-003');
    const after = await one.list(past?.next, { ...options, pageSize: 5 });
    assert.deepEqual(
      after.records.map(({ remoteId }) => remoteId),
      ['rec-004', 'rec-005'],
    );
    assert.deepEqual(after.verdict, { state: 'complete', received: 5, announced: 5 });
  });

  it('gets a record by its id, nothing for an unknown one, in both versions', async () => {
    for (const version of ['2.0.2', '3.0.0'] as const) {
      const one = await place(catalogue(3, { version }));
      assert.equal((await csw.get!(one.visit.session, 'rec-002'))?.dataset.title['und'], 'Record 002');
      assert.equal(await csw.get!(one.visit.session, 'nobody/#{}'), undefined);
    }
  });

  describe('csw × lie', () => {
    const lies: [string, Lie, string, RegExp?][] = [
      ['a total of just 10,000', change('Matched="7"', 'Matched="10000"'), 'suspicious', /10000/],
      ['a count of returned records that is wrong', change('Returned="2"', 'Returned="0"'), 'complete'],
      ['a next position that is absent', change(/nextRecord="\d+"/, ''), 'complete'],
      ['a next position behind the end', change('nextRecord="0"', 'nextRecord="8"'), 'complete'],
      [
        'an old namespace',
        change(/http:\/\/www.opengis.net\/cat\/csw\/2.0.2/, 'http://www.opengis.net/cat/csw'),
        'complete',
      ],
      ['nothing but holes', (said, page) => (page > 1 ? emptied(said) : said), 'truncated', /empty pages/],
      [
        'a window of the search engine',
        (said, page) => (page > 2 ? exception('NoApplicableCode', '', 'Result window is too large') : said),
        'truncated',
        /narrow/,
      ],
    ];
    for (const [name, lie, state, reason = /^/] of lies) {
      it(`${name}: ${state}`, async () => {
        const { last } = await (await place(catalogue(7), lie)).walk();
        assert.equal(last.verdict?.state, state, last.verdict?.reason);
        assert.match(last.verdict?.reason ?? '', reason);
      });
    }

    it('a page size that is ignored, either way: complete', async () => {
      assert.equal(
        (await (await place(catalogue(7, { maxRecords: 1 }))).walk()).last.verdict?.state,
        'complete',
      );
      const more = await place(catalogue(7), (said, page, asked) =>
        page === 1
          ? answerOf(catalogue(7), { ...asked, body: asked.body.replace('maxRecords="2"', 'maxRecords="5"') })
          : said,
      );
      const { last, ids } = await more.walk();
      assert.deepEqual([last.verdict?.state, new Set(ids).size, ids.length], ['complete', 7, 7]);
    });

    it('no sorting: complete by counts, and it says so; not when records were left out', async () => {
      const held = catalogue(5, { sorts: false });
      held.entries.reverse();
      const { last } = await (await place(held)).walk();
      assert.deepEqual(
        [last.verdict?.state, last.verdict?.reason],
        ['complete', 'it is not sorted by id: proved by counts'],
      );
      held.entries[1] = { ...held.entries[1]!, scope: 'service' };
      assert.equal((await (await place(held)).walk()).last.verdict?.state, 'suspicious');
    });

    it('records deleted and inserted while it is read: not complete', async () => {
      await isMoving(await place(catalogue(7)), ({ entries }) => entries.shift());
      await isMoving(await place(catalogue(7)), ({ entries }) =>
        entries.unshift({ id: 'a-new', title: 'New', modified: '2024-01-01' }),
      );
    });

    const faults: [string, Said, RemoteFault['kind']][] = [
      ['an exception under 200', exception('NoApplicableCode', '', 'database is away'), 'broken'],
      ['a parameter refused under 200', exception('InvalidParameterValue', 'startPosition', 'no'), 'refused'],
    ];
    for (const [name, said, kind] of faults) {
      it(`${name}: ${kind}`, async () => {
        const one = await place(catalogue(7), (true_, page) => (page === 2 ? said : true_));
        await assert.rejects(one.walk(), (error) => error instanceof RemoteFault && error.kind === kind);
      });
    }

    it('a record that is broken: set aside, and costs no other', async () => {
      const one = await place(catalogue(3), change('<gmd:abstract>', '<gmd:abstract><oops>', 1));
      const { pages, ids } = await one.walk();
      assert.equal(pages[0]?.setAside.length, 1);
      assert.deepEqual(ids, ['rec-002', 'rec-003']);
    });

    it('addresses of another host: the owner’s is asked', async () => {
      const held = catalogue(3);
      const remote = await loopback((asked) => {
        const said = answerOf(held, asked);
        return { ...said, body: said.body.replaceAll(`${asked.origin}/csw`, 'http://internal.invalid/csw') };
      });
      const visit = visitor(CswSettings, { url: `${remote.url}/csw` });
      portal.open.push(remote, visit);
      const { last } = await walk((cursor, options) => csw.list!(visit.session, cursor, options));
      assert.equal(last.verdict?.state, 'complete');
    });
  });
});

function emptied(said: Said): Said {
  return { ...said, body: said.body.replaceAll(ALL, '').replace(/Returned="\d+"/, 'Returned="0"') };
}
