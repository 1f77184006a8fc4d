import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { installation, until } from '../support/installation.ts';
import { ckanAction } from '../support/portal-view.ts';

const TITLE = 'Canari des titres';
const EMAIL = 'canari@example.org';

describe('what Temporal keeps', () => {
  it('holds no dataset, no secret and nobody’s address: not in histories, memos or search attributes', async () => {
    const [udata, ckan] = await Promise.all([startUdata(), startCkan({ seed: 20 })]);
    const navette = await installation({ UDATA: udata.key, WRONG: 'canari-secret-0123456789' });
    await navette.startWorkers();
    const settings = { url: udata.url, organization: udata.organization };
    await navette.control.apply(
      [
        {
          id: 'canary-push',
          adapter: 'udata',
          settings: { ...settings, apiKey: 'env:UDATA' },
          push: { retryFirst: '1s' },
        },
        { id: 'canary-wrong', adapter: 'udata', settings: { ...settings, apiKey: 'env:WRONG' }, push: {} },
        { id: 'canary-harvest', adapter: 'ckan', settings: { url: ckan.url }, harvest: {} },
      ],
      { retireOthers: false },
    );
    await ckanAction(ckan, 'package_create', {
      name: 'canari',
      title: TITLE,
      owner_org: ckan.organization,
      author_email: EMAIL,
    });
    udata.faults.add({
      match: { method: 'POST', path: '/datasets/$' },
      times: 1,
      action: { status: 400, body: JSON.stringify({ errors: { title: [`${TITLE} est refusé`] } }) },
    });
    await navette.control.writeDataset(
      'canary',
      {
        dataset: {
          kind: 'dataset',
          id: 'canary',
          title: { fr: TITLE },
          description: { fr: TITLE },
          contactPoint: [{ name: { fr: 'Canari' }, email: EMAIL }],
        },
      },
      'test',
    );
    await until('the refusal', async () => (await navette.control.waiting('canary-push', 5)).length === 1);
    await until(
      'the wrong key',
      async () => (await navette.control.connector('canary-wrong')).state === 'waiting',
    );
    await navette.control.harvest('canary-harvest');
    await until(
      'the harvest',
      async () =>
        (await navette.control.runs({ connectorId: 'canary-harvest', limit: 1 }))[0]?.state === 'complete',
    );

    const client = await navette.wired.parts.client();
    let scanned = 0;
    for await (const listed of client.workflow.list()) {
      const history = await client.workflow.getHandle(listed.workflowId, listed.runId).fetchHistory();
      const kept = readable([history, listed.memo, listed.searchAttributes]);
      for (const canary of [TITLE, EMAIL, udata.key, 'canari-secret']) {
        assert.ok(!kept.includes(canary), `${listed.workflowId} holds ${canary}`);
      }
      // Ids travel in payloads: that they are found shows that payloads are read.
      if (kept.includes('"connectorId":"canary')) scanned += 1;
    }
    assert.ok(scanned >= 3, `${scanned} workflows were read`);
    await navette.close();
    await Promise.all([udata.close(), ckan.close()]);
  }).timeout(60_000);
});

/** All text within, payloads decoded. Messages would turn their bytes into base64 if they were asked for JSON. */
function readable(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  return Object.values(value).map(readable).join('\n');
}
