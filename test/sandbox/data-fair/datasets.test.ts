import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { at } from '../../support/portal-client.ts';
import { Site, word } from './site.ts';

describe('sandbox: data-fair datasets', () => {
  const site = new Site();

  it('makes one kind of dataset at a time', async () => {
    const none = await site.post('/datasets', { title: 'x' });
    const two = await site.post('/datasets', { title: 'x', isRest: true, isVirtual: true });
    assert.deepEqual([none.status, two.status], [400, 400]);
  });

  it('says what is wrong in plain text', async () => {
    const { headers, text } = await site.post('/datasets', { title: 'x' });
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    assert.match(text, /fichier/);
  });

  it('refuses members that it does not know', async () => {
    const id = await site.created();
    assert.equal((await site.post('/datasets', { isMetaOnly: true, title: 'x', zorg: 1 })).status, 400);
    assert.equal((await site.patch(`/datasets/${id}`, { count: 3 })).status, 400);
  });

  it('takes no id in the body', async () => {
    const { status } = await site.post('/datasets', { id: word(), isMetaOnly: true, title: 'x' });
    assert.equal(status, 400);
  });

  it('takes an id of the caller by PUT, in small letters', async () => {
    const id = word();
    const { status, body } = await site.put(`/datasets/${id}`, { isMetaOnly: true, title: 'À moi' });
    assert.deepEqual([status, at(body, 'id'), at(body, 'slug')], [201, id, 'a-moi']);
    assert.equal((await site.put('/datasets/Grand', { isMetaOnly: true, title: 'x' })).status, 400);
  });

  it('gives metadata-only datasets no state, so that a second PUT finds them in the wrong one', async () => {
    const id = word();
    const body = { isMetaOnly: true, title: 'Deux fois' };
    await site.put(`/datasets/${id}`, body);
    const again = await site.put(`/datasets/${id}`, { ...body, title: 'Autrement' });
    const patched = await site.patch(`/datasets/${id}`, { title: 'Autrement' });
    assert.deepEqual([again.status, patched.status, at(patched.body, 'status')], [409, 200, undefined]);
  });

  it('numbers the slugs of one title within an owner', async () => {
    const title = word();
    const [first, second] = [await site.created({ title }), await site.created({ title })];
    const slugs = [first, second].map((id) => site.sandbox.dataset(id)?.slug);
    assert.deepEqual(slugs, [title, `${title}-2`]);
  });

  it('refuses a slug that another dataset has', async () => {
    const title = word();
    await site.created({ title });
    assert.equal((await site.patch(`/datasets/${await site.created()}`, { slug: title })).status, 400);
  });

  it('removes with null', async () => {
    const id = await site.created({ keywords: ['voirie'], frequency: 'annual' });
    await site.patch(`/datasets/${id}`, { keywords: null });
    const { body } = await site.get(`/datasets/${id}`);
    assert.deepEqual([at(body, 'keywords'), at(body, 'frequency')], [undefined, 'annual']);
  });

  it('leaves the dates alone where a PATCH changes nothing', async () => {
    const id = await site.created({ origin: 'https://example.org' });
    const before = site.sandbox.dataset(id)?.updatedAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { status } = await site.patch(`/datasets/${id}`, { origin: 'https://example.org' });
    assert.deepEqual([status, site.sandbox.dataset(id)?.updatedAt], [200, before]);
  });

  it('knows a dataset by its slug on the domain of the portal alone', async () => {
    const title = word();
    await site.created({ title });
    const { status } = await site.get(`/datasets/${title}`);
    const there = await site.call('GET', `${site.sandbox.portalUrl}/api/v1/datasets/${title}`);
    assert.deepEqual([status, there.status], [404, 200]);
    assert.equal(at(there.body, 'href'), `${site.sandbox.portalUrl}/api/v1/datasets/${title}`);
  });

  it('answers an unchanged read with 304', async () => {
    const id = await site.created();
    const etag = (await site.get(`/datasets/${id}`)).headers.get('etag') ?? '';
    const again = await site.call('GET', `/datasets/${id}`, { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304);
  });

  it('is gone once deleted', async () => {
    const id = await site.created();
    const deleted = await site.delete(`/datasets/${id}`);
    assert.deepEqual([deleted.status, (await site.get(`/datasets/${id}`)).status], [204, 404]);
  });

  it('counts the writes to one dataset in its log', async () => {
    const id = await site.created();
    await site.patch(`/datasets/${id}`, { title: 'a' });
    await Promise.all(['b', 'c'].map((title) => site.patch(`/datasets/${id}`, { title })));
    const { datasets } = site.sandbox.log.summary();
    assert.equal(datasets[id]?.applied, 4);
  });
});
