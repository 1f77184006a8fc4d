import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { at } from '../../support/portal-client.ts';
import { Site } from './site.ts';

const CSV = 'Code;Nombre de places\na;3\nb;5\n';
const OTHER = 'Code;Nombre de places\na;4\n';
const NARROWER = 'Code\na\n';

describe('sandbox: data-fair processing', () => {
  const site = new Site();

  const stateOf = async (id: string, query = ''): Promise<unknown> =>
    at((await site.get(`/datasets/${id}${query}`)).body, 'status');

  it('answers an upload before anybody has looked into the file', async () => {
    site.sandbox.switches.stepMs = 60_000;
    const { status, body } = await site.upload('POST', '/datasets', CSV, 'aires.csv');
    assert.deepEqual([status, at(body, 'status'), at(body, 'title')], [201, 'created', 'aires']);
    assert.deepEqual([at(body, 'file'), at(body, 'schema')], [undefined, []]);
  });

  it('goes through the states of a file, one at a time', async () => {
    const id = await site.loaded(CSV);
    await stateOf(id);
    const journal = (await site.get(`/datasets/${id}/journal`)).body as { type: string }[];
    const ends = journal.map(({ type }) => type).filter((type) => type.endsWith('-end'));
    assert.deepEqual(ends, [
      'finalize-end',
      'index-end',
      'validate-end',
      'analyze-end',
      'normalize-end',
      'store-end',
      'initialize-end',
    ]);
  });

  it('knows schema, count and checksum once it is finalized', async () => {
    const id = await site.loaded(CSV);
    const { body } = await site.get(`/datasets/${id}`);
    const schema = at(body, 'schema') as { key: string; type: string }[];
    assert.deepEqual(
      schema.map(({ key, type }) => `${key} ${type}`),
      ['code string', 'nombre_de_places integer'],
    );
    assert.deepEqual([at(body, 'status'), at(body, 'count')], ['finalized', 2]);
    assert.equal(at(body, 'originalFile.md5'), createHash('md5').update(CSV).digest('hex'));
  });

  it('steps on while nobody asks', async () => {
    site.sandbox.switches.stepMs = 5;
    const id = await site.loaded(CSV);
    while (site.sandbox.dataset(id)?.status !== 'finalized') await new Promise((next) => setTimeout(next, 5));
  });

  it('refuses a structure and a second file while it works, and takes words all the same', async () => {
    site.sandbox.switches.stepMs = 60_000;
    const id = await site.loaded(CSV);
    const statuses = [
      (await site.patch(`/datasets/${id}`, { schema: [] })).status,
      (await site.upload('PUT', `/datasets/${id}`, OTHER)).status,
      (await site.patch(`/datasets/${id}`, { description: 'Places' })).status,
    ];
    assert.deepEqual(statuses, [409, 409, 200]);
  });

  it('shows the old file as finalized until the new one is through', async () => {
    const id = await site.loaded(CSV);
    await stateOf(id);
    site.sandbox.switches.stepMs = 60_000;
    const { body } = await site.upload('PUT', `/datasets/${id}`, OTHER);
    assert.deepEqual([at(body, 'status'), at(body, 'draftReason.key')], ['loaded', 'file-updated']);
    assert.deepEqual([await stateOf(id), await stateOf(id, '?draft=true')], ['finalized', 'loaded']);
    assert.equal((await site.get(`/datasets/${id}/raw`)).text, CSV);
    site.sandbox.finishProcessing();
    assert.equal((await site.get(`/datasets/${id}/raw`)).text, OTHER);
  });

  it('replaces a file at once unless told to keep it as a draft', async () => {
    const id = await site.loaded(CSV);
    await stateOf(id);
    await site.upload('PUT', `/datasets/${id}`, NARROWER);
    assert.deepEqual([await stateOf(id), site.sandbox.dataset(id)?.schema.length], ['finalized', 1]);
  });

  it('keeps a file that breaks the schema as a draft when asked for a compatible one', async () => {
    const id = await site.loaded(CSV);
    await stateOf(id);
    await site.upload('PUT', `/datasets/${id}?draft=compatible`, NARROWER);
    assert.deepEqual([await stateOf(id, '?draft=true'), site.sandbox.dataset(id)?.count], ['finalized', 2]);
    const { status } = await site.post(`/datasets/${id}/draft`, {});
    await stateOf(id);
    assert.deepEqual(
      [status, site.sandbox.dataset(id)?.count, site.sandbox.dataset(id)?.draft],
      [200, 1, undefined],
    );
  });

  it('drops such a file with compatibleOrCancel', async () => {
    const id = await site.loaded(CSV);
    await stateOf(id);
    await site.upload('PUT', `/datasets/${id}?draft=compatibleOrCancel`, NARROWER);
    await stateOf(id);
    assert.deepEqual([site.sandbox.dataset(id)?.draft, site.sandbox.dataset(id)?.count], [undefined, 2]);
  });

  it('forgets a draft on demand, and only where there is one', async () => {
    const id = await site.loaded(CSV);
    await stateOf(id);
    await site.upload('PUT', `/datasets/${id}?draft=never`, OTHER);
    await stateOf(id);
    const statuses = [
      (await site.delete(`/datasets/${id}/draft`)).status,
      (await site.delete(`/datasets/${id}/draft`)).status,
    ];
    assert.deepEqual(statuses, [200, 409]);
  });

  it('begins as a draft when told to, and has nothing to read before it is validated', async () => {
    const { body } = await site.upload('POST', '/datasets?draft=true', CSV);
    const id = String(at(body, 'id'));
    const statuses = [
      (await site.get(`/datasets/${id}`)).status,
      (await site.get(`/datasets/${id}/lines`)).status,
      (await site.post(`/datasets/${id}/draft`, {})).status,
      (await site.get(`/datasets/${id}/lines`)).status,
    ];
    assert.deepEqual(statuses, [200, 409, 200, 200]);
  });

  it('takes a file for what is a draft alone only when asked for the draft', async () => {
    const { body } = await site.upload('POST', '/datasets?draft=true', CSV);
    const id = String(at(body, 'id'));
    await stateOf(id);
    const statuses = [
      (await site.upload('PUT', `/datasets/${id}`, OTHER)).status,
      (await site.upload('PUT', `/datasets/${id}?draft=true`, OTHER)).status,
    ];
    await stateOf(id);
    assert.deepEqual([...statuses, site.sandbox.dataset(id)?.draft?.count], [409, 200, 1]);
  });

  it('ends in error with a file that it cannot read, and tries again with any edit', async () => {
    const id = await site.loaded('{"a": ', 'cassé.json');
    const { body } = await site.get(`/datasets/${id}`);
    assert.deepEqual([at(body, 'status'), at(body, 'errorStatus')], ['error', 'normalized']);
    const { body: patched } = await site.patch(`/datasets/${id}`, { description: 'x' });
    assert.deepEqual([at(patched, 'status'), await stateOf(id)], ['normalized', 'error']);
  });

  it('refuses a file by its ending', async () => {
    assert.equal((await site.upload('POST', '/datasets', 'x', 'notes.docx')).status, 400);
    assert.equal((await site.upload('POST', '/datasets', 'x', 'données')).status, 400);
  });

  it('refuses an upload that does not say how long it is', async () => {
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(Buffer.from('{"isMetaOnly": true, "title": "x"}'));
        stream.close();
      },
    });
    const { status } = await fetch(`${site.sandbox.publicUrl}/api/v1/datasets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-apikey': site.sandbox.key },
      body,
      duplex: 'half',
    });
    assert.equal(status, 411);
  });

  it('refuses JSON above a thousand kilobytes and content of other types', async () => {
    const description = 'x'.repeat(1_024_000);
    const large = await site.post('/datasets', { isMetaOnly: true, title: 'x', description });
    const xml = await site.call('POST', '/datasets', {
      raw: '<a/>',
      headers: { 'content-type': 'text/xml' },
    });
    assert.deepEqual([large.status, xml.status], [413, 415]);
  });

  it('refuses a file for a dataset that has none', async () => {
    const id = await site.rest();
    assert.equal((await site.upload('PUT', `/datasets/${id}`, CSV)).status, 400);
  });

  it('reads a virtual dataset through its children', async () => {
    const child = await site.loaded(CSV);
    await stateOf(child);
    const { body } = await site.post('/datasets', {
      isVirtual: true,
      title: 'Vue',
      virtual: { children: [child], select: ['code'] },
    });
    const lines = await site.get(`/datasets/${String(at(body, 'id'))}/lines?select=code`);
    assert.deepEqual(at(lines.body, 'results.0'), { code: 'a', _score: null });
  });
});
