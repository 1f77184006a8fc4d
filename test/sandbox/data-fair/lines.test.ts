import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { type PortalAnswer, at } from '../../support/portal-client.ts';
import { Site } from './site.ts';

describe('sandbox: data-fair lines', () => {
  const site = new Site();

  const bulk = (id: string, lines: unknown, query = ''): Promise<PortalAnswer> =>
    site.post(`/datasets/${id}/_bulk_lines${query}`, lines);
  const send = (id: string, type: string, raw: string, query = ''): Promise<PortalAnswer> =>
    site.call('POST', `/datasets/${id}/_bulk_lines${query}`, { raw, headers: { 'content-type': type } });
  const codes = (id: string): string[] => site.sandbox.lines(id).map(({ code }) => String(code));

  it('answers 200 with errors line by line', async () => {
    const id = await site.rest();
    const { status, body } = await bulk(id, [
      { code: 'a', places: 1 },
      { code: 'b', places: 'deux' },
      { code: 'c', zorg: 1 },
    ]);
    const errors = at(body, 'errors') as { line: number; status: number }[];
    assert.deepEqual([status, at(body, 'nbOk'), at(body, 'nbCreated'), at(body, 'nbErrors')], [200, 1, 1, 2]);
    assert.deepEqual(
      errors.map(({ line, status: one }) => [line, one]),
      [
        [1, 400],
        [2, 400],
      ],
    );
  });

  it('answers 400 only when the first batch failed as a whole', async () => {
    const id = await site.rest();
    const { status, body } = await bulk(id, [{ code: 'a', places: 'une' }]);
    assert.deepEqual([status, at(body, 'nbErrors')], [400, 1]);
  });

  it('knows lines by their primary key', async () => {
    const id = await site.rest();
    await bulk(id, [{ code: 'a', places: 1 }]);
    const { body } = await bulk(id, [
      { code: 'a', places: 1 },
      { code: 'a', places: 2 },
      { code: 'b', places: 1 },
    ]);
    const counts = ['nbOk', 'nbNotModified', 'nbModified', 'nbCreated'].map((name) => at(body, name));
    assert.deepEqual(counts, [3, 1, 1, 1]);
  });

  it('creates, updates, patches and deletes', async () => {
    const id = await site.rest();
    await bulk(id, [{ code: 'a', places: 1 }]);
    const { body } = await bulk(id, [
      { _action: 'create', code: 'a', places: 1 },
      { _action: 'update', code: 'z', places: 1 },
      { _action: 'patch', code: 'a', places: 7 },
      { _action: 'create', code: 'b' },
      { _action: 'delete', code: 'a' },
    ]);
    const errors = at(body, 'errors') as { status: number }[];
    assert.deepEqual(
      errors.map(({ status }) => status),
      [409, 404],
    );
    assert.deepEqual([at(body, 'nbModified'), at(body, 'nbDeleted'), codes(id)], [1, 1, ['b']]);
  });

  it('breaks off at an action that it does not know', async () => {
    const id = await site.rest();
    const { status, body } = await bulk(id, [{ code: 'a' }, { _action: 'zorg', code: 'b' }]);
    assert.deepEqual([status, at(body, 'errors.0.line'), codes(id)], [400, -1, []]);
  });

  it('replaces all lines with drop, or none where one is wrong', async () => {
    const id = await site.rest();
    await bulk(id, [{ code: 'a' }, { code: 'b' }]);
    const wrong = await bulk(id, [{ code: 'c' }, { code: 'd', places: 'x' }], '?drop=true');
    assert.deepEqual([wrong.status, at(wrong.body, 'cancelled'), codes(id)], [200, true, ['a', 'b']]);
    const right = await bulk(id, [{ code: 'c' }], '?drop=true');
    assert.deepEqual([at(right.body, 'dropped'), codes(id)], [true, ['c']]);
  });

  it('takes no lines until the replaced ones are indexed', async () => {
    const id = await site.rest();
    site.sandbox.switches.stepMs = 60_000;
    await bulk(id, [{ code: 'a' }], '?drop=true');
    assert.equal((await bulk(id, [{ code: 'b' }])).status, 409);
    site.sandbox.finishProcessing();
    assert.equal((await bulk(id, [{ code: 'b' }])).status, 200);
  });

  it('says when lines are indexed, unless they are many or nobody waits', async () => {
    const id = await site.rest();
    const few = await bulk(id, [{ code: 'a' }]);
    const unawaited = await bulk(id, [{ code: 'b' }], '?async=true');
    const many = await bulk(
      id,
      Array.from({ length: 2_500 }, (_, index) => ({ code: `c${index}` })),
    );
    assert.equal(typeof at(few.body, 'indexedAt'), 'string');
    assert.deepEqual([at(unawaited.body, 'indexedAt'), at(many.body, 'indexedAt')], [undefined, undefined]);
    assert.ok(many.text.startsWith('  {'), 'a blank for each batch behind the first');
  });

  it('shows lines that nobody waited for only once they are indexed', async () => {
    const id = await site.rest();
    site.sandbox.switches.stepMs = 60_000;
    await bulk(id, [{ code: 'a' }], '?async=true');
    const total = async (): Promise<unknown> => at((await site.get(`/datasets/${id}/lines`)).body, 'total');
    assert.deepEqual([await total(), codes(id)], [0, ['a']]);
    site.sandbox.finishProcessing();
    assert.equal(await total(), 1);
  });

  it('keeps what lines were where it was told to, deletions included', async () => {
    const id = await site.rest({ rest: { history: true, storeUpdatedBy: true } });
    await bulk(id, [{ code: 'a', places: 1 }, { code: 'b' }]);
    await bulk(id, [{ _action: 'patch', code: 'a', places: 2 }]);
    await bulk(id, [{ code: 'a', places: 2 }], '?drop=true');
    const { body } = await site.get(`/datasets/${id}/revisions?size=3`);
    const page = at(body, 'results') as { places?: number; _deleted?: boolean }[];
    assert.deepEqual(
      page.map(({ places, _deleted }) => _deleted ?? places),
      [true, 2, 2],
    );
    const rest = await site.get(String(at(body, 'next')));
    assert.deepEqual([at(body, 'total'), (at(rest.body, 'results') as unknown[]).length], [5, 2]);
    const [line] = site.sandbox.lines(id);
    const one = await site.get(`/datasets/${id}/lines/${line?._id}/revisions`);
    const none = await site.get(`/datasets/${await site.rest()}/revisions`);
    assert.deepEqual([at(one.body, 'total'), none.status], [3, 400]);
  });

  it('reads lines as NDJSON, CSV and packed CSV', async () => {
    const id = await site.rest();
    await send(id, 'application/x-ndjson', '{"code":"a"}\n{"code":"b"}\n');
    await send(id, 'text/csv', 'code;places\nc;3\n', '?sep=;');
    const packed = gzipSync('code,places\nd,4\n');
    await fetch(`${site.sandbox.publicUrl}/api/v1/datasets/${id}/_bulk_lines`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv+gzip', 'x-apikey': site.sandbox.key },
      body: packed,
    });
    assert.deepEqual(codes(id), ['a', 'b', 'c', 'd']);
    assert.equal(site.sandbox.lines(id)[3]?.['places'], 4);
  });

  it('passes over columns of a CSV that it does not know, with a warning', async () => {
    const id = await site.rest();
    const { body } = await send(id, 'text/csv', 'code,zorg\na,1\n');
    assert.deepEqual([at(body, 'nbOk'), at(body, 'nbWarnings'), at(body, 'warnings.0.line')], [1, 1, -1]);
  });

  it('takes a file of actions in a form', async () => {
    const id = await site.rest();
    const form = new FormData();
    form.append('actions', new Blob(['code,places\na,1\n']), 'actions.csv');
    await site.form('POST', `/datasets/${id}/_bulk_lines`, form);
    assert.deepEqual(codes(id), ['a']);
  });

  it('has lines to write in REST datasets alone', async () => {
    const id = await site.loaded('a\n1\n');
    await site.get(`/datasets/${id}`);
    assert.equal((await bulk(id, [{ a: 2 }])).status, 501);
  });

  it('writes single lines, with 201 only where nothing told their id', async () => {
    const keyed = await site.rest();
    const free = await site.rest({ primaryKey: [] });
    const statuses = [
      (await site.post(`/datasets/${keyed}/lines`, { code: 'a' })).status,
      (await site.post(`/datasets/${keyed}/lines`, { code: 'a' })).status,
      (await site.post(`/datasets/${free}/lines`, { code: 'a' })).status,
      (await site.put(`/datasets/${free}/lines/moi`, { code: 'b' })).status,
      (await site.patch(`/datasets/${free}/lines/moi`, { places: 2 })).status,
      (await site.delete(`/datasets/${free}/lines/moi`)).status,
      (await site.delete(`/datasets/${free}/lines/moi`)).status,
    ];
    assert.deepEqual(statuses, [200, 304, 201, 200, 200, 204, 404]);
  });

  it('pages by a link to what lies behind the last line', async () => {
    const id = await site.rest();
    await bulk(
      id,
      Array.from({ length: 5 }, (_, index) => ({ code: `c${index}` })),
    );
    const seen: string[] = [];
    let next: string | undefined = `/datasets/${id}/lines?size=2`;
    while (next !== undefined) {
      const { body, headers }: PortalAnswer = await site.get(next);
      for (const { code } of at(body, 'results') as { code: string }[]) seen.push(code);
      next = /<(.*)>; rel=next/.exec(headers.get('link') ?? '')?.[1];
      assert.equal(at(body, 'next'), next);
    }
    assert.deepEqual(seen, ['c4', 'c3', 'c2', 'c1', 'c0']);
  });

  it('pages in any order, ties included', async () => {
    const id = await site.loaded('a,b\n1,x\n1,y\n2,z\n');
    const first = await site.get(`/datasets/${id}/lines?size=2&sort=-a`);
    const second = await site.get(String(at(first.body, 'next')));
    const values = [first, second].flatMap(({ body }) => at(body, 'results') as { b: string }[]);
    assert.deepEqual(
      values.map(({ b }) => b),
      ['z', 'x', 'y'],
    );
  });

  it('filters and selects lines, and writes them as CSV', async () => {
    const id = await site.loaded('ville,places\nBrest,3\nLille,5\nLyon,9\n');
    const text = async (query: string): Promise<string> =>
      (await site.get(`/datasets/${id}/lines?format=csv&${query}`)).text;
    assert.equal(await text('ville_starts=L&places_lt=9'), 'ville,places\nLille,5\n');
    assert.equal(await text('ville_in=Brest,Lyon&select=ville'), 'ville\nBrest\nLyon\n');
    assert.equal(await text('ville_nin=Brest&places_gte=9'), 'ville,places\nLyon,9\n');
  });

  it('answers unchanged lines with 304 by their date', async () => {
    const id = await site.loaded('a\n1\n');
    const modified = (await site.get(`/datasets/${id}/lines`)).headers.get('last-modified') ?? '';
    const again = await site.call('GET', `/datasets/${id}/lines`, {
      headers: { 'if-modified-since': modified },
    });
    assert.equal(again.status, 304);
  });

  it('changes the date of the data with lines, and not that of the edit', async () => {
    const id = await site.rest();
    const { updatedAt } = site.sandbox.dataset(id) ?? {};
    await bulk(id, [{ code: 'a' }]);
    const { body } = await site.get(`/datasets/${id}`);
    assert.deepEqual([at(body, 'updatedAt'), at(body, 'count')], [updatedAt, 1]);
    assert.equal(typeof at(body, 'dataUpdatedAt'), 'string');
  });

  it('gives the file as it came and as it is read', async () => {
    const { body } = await site.upload('POST', '/datasets', gzipSync('a\n1\n'), 'petit.csv.gz');
    const id = String(at(body, 'id'));
    const convert = await site.get(`/datasets/${id}/convert`);
    const raw = await site.get(`/datasets/${id}/raw`);
    assert.deepEqual([convert.text, raw.headers.get('content-type')], ['a\n1\n', 'application/gzip']);
    assert.equal((await site.get(`/datasets/${await site.rest()}/raw`)).status, 404);
  });

  it('gives a part of a file, and knows nothing of If-Range', async () => {
    const id = await site.loaded('a\n1\n2\n');
    await site.get(`/datasets/${id}`);
    const asking = { headers: { range: 'bytes=2-3', 'if-range': '"autre"' } };
    const { status, headers, text } = await site.call('GET', `/datasets/${id}/raw`, asking);
    assert.deepEqual([status, text, headers.get('content-range')], [206, '1\n', 'bytes 2-3/6']);
    assert.equal(headers.get('etag'), null);
    assert.equal(await site.status('GET', `/datasets/${id}/raw`, { headers: { range: 'bytes=9-' } }), 416);
  });

  it('shows its columns as a table schema too', async () => {
    const id = await site.rest();
    const { body } = await site.get(`/datasets/${id}/schema?mimeType=application/tableschema%2Bjson`);
    assert.deepEqual(at(body, 'fields.1'), { name: 'places', type: 'integer' });
  });
});
