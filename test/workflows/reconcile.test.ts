import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sql } from 'kysely';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { udataDatasets } from '../support/portal-view.ts';

const CONNECTOR = 'compared';

describe('a reconciliation', () => {
  let navette: Installation;
  let portal: UdataSandbox;

  before(async () => {
    portal = await startUdata();
    navette = await installation({ KEY: portal.key });
    await navette.startWorkers();
    const settings = { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' };
    await navette.control.apply([{ id: CONNECTOR, adapter: 'udata', settings, push: {} }], {
      retireOthers: false,
    });
    await write('a', 'b', 'c', 'd');
    await until('the first push', async () => (await titles()).length === 4);
    await until('quiet', quiet);
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  const write = (...ids: string[]) =>
    navette.control.writeDatasets(
      ids.map((id) => ({
        id,
        dataset: { kind: 'dataset' as const, id, title: { fr: `Jeu ${id}` }, description: { fr: id } },
      })),
      'test',
    );
  const titles = async (): Promise<string[]> =>
    (await udataDatasets(portal)).map(({ title }) => title).sort();
  const quiet = async (): Promise<boolean> => {
    const { push, state } = await navette.control.connector(CONNECTOR);
    return state === 'idle' && push?.outbox.waiting === 0;
  };
  /** A change behind Navette's back: the platform has it, nobody announced it. */
  const silently = (title: string, id: string) =>
    sql`update datasets set doc = jsonb_set(doc, '{title}', ${JSON.stringify({ fr: title })}::jsonb), fingerprint = ${title} where id = ${id}`.execute(
      navette.wired.ledger.db,
    );
  async function reconcile(): Promise<unknown> {
    await navette.control.reconcile(CONNECTOR);
    const client = await navette.wired.parts.client();
    let result: unknown;
    await until('the end of the reconciliation', async () => {
      for await (const { workflowId, runId, status } of client.workflow.list({
        query: `WorkflowType = 'reconcile'`,
      })) {
        // The server is shared with suites before this one.
        if (!workflowId.startsWith(`reconcile/${CONNECTOR}`)) continue;
        if (status.name === 'RUNNING') return false;
        if (seen.has(runId)) continue;
        seen.add(runId);
        result = await client.workflow.getHandle(workflowId, runId).result();
        return true;
      }
      return false;
    });
    return result;
  }
  const seen = new Set<string>();

  it('finds nothing to do when everything was pushed, and asks the remote nothing', async () => {
    portal.log.clear();
    assert.deepEqual(await reconcile(), { checked: 8, stale: 0, orphaned: 0 });
    assert.equal(portal.log.entries().length, 0);
  });

  it('brings changes, new datasets and deletions that nobody announced', async () => {
    await silently('Titre changé en silence', 'a');
    await sql`update datasets set state = 'deleted' where id = 'b'`.execute(navette.wired.ledger.db);
    await sql`insert into datasets (id, doc, fingerprint, kind, title, visibility, written_by)
      select 'e', jsonb_set(jsonb_set(doc, '{id}', '"e"'), '{title}', '{"fr": "Jeu e"}'), 'x', kind, 'Jeu e', visibility, 'test' from datasets where id = 'c'`.execute(
      navette.wired.ledger.db,
    );
    const { checked, ...found } = (await reconcile()) as { checked: number };
    assert.deepEqual(found, { stale: 2, orphaned: 1 });
    // What is announced is pushed at once, and may be compared as a link of this same pass.
    assert.ok(checked === 8 || checked === 9, `${checked} compared`);
    await until(
      'the remote is right',
      async () => (await titles()).join() === ['Jeu c', 'Jeu d', 'Jeu e', 'Titre changé en silence'].join(),
    );
    await until('quiet', quiet);
    assert.deepEqual(await reconcile(), { checked: 8, stale: 0, orphaned: 0 });
  });

  it('runs by itself every day', async () => {
    const client = await navette.wired.parts.client();
    const { spec, info } = await client.schedule.getHandle(`reconcile/${CONNECTOR}`).describe();
    assert.equal(spec.intervals?.[0]?.every, 86_400_000);
    assert.ok(info.nextActionTimes.length > 0);
  });
});
