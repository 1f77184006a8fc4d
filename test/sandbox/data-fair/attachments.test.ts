import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type PortalAnswer, at } from '../../support/portal-client.ts';
import { Site, word } from './site.ts';

describe('sandbox: data-fair attachments', () => {
  const site = new Site();

  const attach = (id: string, text: string, name: string): Promise<PortalAnswer> => {
    const form = new FormData();
    form.append('attachment', new Blob([text]), name);
    return site.form('POST', `/datasets/${id}/metadata-attachments`, form);
  };

  it('keeps a file that a PATCH may name afterwards', async () => {
    const id = await site.created();
    const { status, body } = await attach(id, 'bonjour', 'notice.pdf');
    assert.deepEqual(
      [status, at(body, 'name'), at(body, 'size'), at(body, 'mimetype')],
      [200, 'notice.pdf', 7, 'application/pdf'],
    );
    const named = { type: 'file', title: 'Notice', name: 'notice.pdf', size: 7 };
    const patched = await site.patch(`/datasets/${id}`, { attachments: [named] });
    const url = String(at(patched.body, 'attachments.0.url'));
    assert.equal((await site.get(url)).text, 'bonjour');
  });

  it('refuses a name without an ending', async () => {
    const id = await site.created();
    const { status } = await site.patch(`/datasets/${id}`, {
      attachments: [{ type: 'file', title: 'Notice', name: 'notice' }],
    });
    assert.equal(status, 400);
  });

  it('refuses a file that is too large', async () => {
    site.sandbox.switches.attachmentBytesMax = 3;
    const { status } = await attach(await site.created(), 'long', 'notice.pdf');
    site.sandbox.switches.attachmentBytesMax = 10_000_000;
    assert.equal(status, 413);
  });

  it('fetches a remote file without telling where it is, and answers 502 where it is not', async () => {
    const id = await site.created();
    const targetUrl = `${site.sandbox.publicUrl}/api/v1/settings/user/x/licenses`;
    const remote = { type: 'remoteFile', title: 'Ailleurs', name: 'ailleurs.json' };
    await site.patch(`/datasets/${id}`, { attachments: [{ ...remote, targetUrl }] });
    const shown = await site.get(`/datasets/${id}`);
    assert.doesNotMatch(shown.text, /targetUrl/);
    const url = String(at(shown.body, 'attachments.0.url'));
    assert.equal((await site.get(url)).status, 200);
    await site.patch(`/datasets/${id}`, { attachments: [{ ...remote, targetUrl: `${targetUrl}/zorg` }] });
    assert.equal((await site.get(url)).status, 502);
  });

  it('keeps the target of a remote file whose list is written again', async () => {
    const id = await site.created();
    const remote = { type: 'remoteFile', title: 'Ailleurs', name: 'a.json' };
    const unknown = await site.patch(`/datasets/${id}`, { attachments: [remote] });
    await site.patch(`/datasets/${id}`, { attachments: [{ ...remote, targetUrl: 'http://a.example/' }] });
    const again = await site.patch(`/datasets/${id}`, { attachments: [{ ...remote, title: 'Autre' }] });
    assert.deepEqual([unknown.status, again.status], [400, 200]);
  });

  it('forgets the files of a dataset that is deleted', async () => {
    const id = word();
    const body = { isMetaOnly: true, title: 'x' };
    await site.put(`/datasets/${id}`, body);
    await attach(id, 'x', 'notice.pdf');
    await site.delete(`/datasets/${id}`);
    await site.put(`/datasets/${id}`, body);
    assert.equal((await site.get(`/datasets/${id}/metadata-attachments/notice.pdf`)).status, 404);
  });

  it('forgets a file on demand', async () => {
    const id = await site.created();
    await attach(id, 'x', 'notice.pdf');
    const path = `/datasets/${id}/metadata-attachments/notice.pdf`;
    assert.deepEqual([(await site.delete(path)).status, (await site.get(path)).status], [204, 404]);
  });
});
