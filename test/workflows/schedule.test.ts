import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { DAYS, type BlackoutWindow } from '../../src/config/schedule.ts';
import { harvestScheduleId } from '../../workflows/contract.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const WAIT_MS = 120_000;

describe('the schedule of a harvest', () => {
  let navette: Installation;
  let portal: CkanSandbox;
  let made = 0;

  before(async () => {
    portal = await startCkan({ seed: 60 });
    navette = await installation();
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });
  afterEach(() => portal.faults.clear());

  async function apply(id: string, harvest: object): Promise<void> {
    await navette.control.apply(
      [
        {
          id,
          adapter: 'ckan',
          settings: { url: portal.url },
          harvest: { pageSize: 20, jitter: '0s', ...harvest },
        },
      ],
      { retireOthers: false },
    );
  }

  async function connect(harvest: object): Promise<string> {
    made += 1;
    const id = `scheduled-${made}`;
    await apply(id, harvest);
    return id;
  }

  /** Two hours around this moment, so that no test meets the end of it. */
  function aroundNow(): BlackoutWindow {
    const hour = (shift: number): string =>
      `${String(new Date(Date.now() + shift * 3_600_000).getUTCHours()).padStart(2, '0')}:00`;
    return { days: [...DAYS], from: hour(-1), to: hour(2) === '00:00' ? '00:30' : hour(2) };
  }

  it('is paused in Temporal and here at once, whoever pauses and resumes it', async () => {
    const id = await connect({ every: '1h' });
    const schedule = (await navette.wired.parts.client()).schedule.getHandle(harvestScheduleId(id));
    assert.equal((await navette.control.connector(id)).paused, false);

    await schedule.pause('from the UI');
    const paused = await navette.control.connector(id);
    assert.deepEqual(
      [paused.paused, paused.state, paused.harvest?.paused, paused.harvest?.next],
      [true, 'paused', true, []],
    );

    await navette.control.resume(id);
    assert.equal((await schedule.describe()).state.paused, false);
    assert.ok(((await navette.control.connector(id)).harvest?.next.length ?? 0) > 0);

    await navette.control.pause(id);
    assert.equal((await schedule.describe()).state.paused, true);
    await schedule.unpause('from the UI');
    assert.equal((await navette.control.connector(id)).paused, false);
  });

  it('starts by the clock of its zone', async () => {
    const id = await connect({ calendar: { hour: 6, minute: 30 }, timezone: 'Asia/Tokyo' });
    const { harvest } = await navette.control.connector(id);
    assert.equal(harvest?.next.length, 5);
    for (const time of harvest?.next ?? []) assert.match(time, /T21:30:00/);
  });

  it('shows the end of a blackout for all that falls into it', async () => {
    const window = aroundNow();
    const id = await connect({ every: '1m', blackout: [window] });
    const { harvest } = await navette.control.connector(id);
    const [first = '', second = ''] = harvest?.next ?? [];
    assert.equal(first.slice(11, 16), window.to);
    assert.ok(second > first, `${first} ${second}`);
  });

  it('waits for the end of a blackout, once, and goes when it ends', async () => {
    const id = await connect({ blackout: [aroundNow()] });
    const client = await navette.wired.parts.client();
    await navette.control.harvest(id);
    const running = async (): Promise<string[]> => {
      const ids: string[] = [];
      const query = `ConnectorId = '${id}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
      return ids;
    };
    await until('a harvest that waits', async () => (await running()).length === 1, WAIT_MS);
    const [waiting = ''] = await running();
    await until(
      'its timer',
      async () =>
        ((await client.workflow.getHandle(waiting).fetchHistory()).events ?? []).some(
          (event) =>
            event.timerStartedEventAttributes !== null && event.timerStartedEventAttributes !== undefined,
        ),
      WAIT_MS,
    );
    await assert.rejects(navette.control.harvest(id), /waits for the end of a blackout/);
    assert.deepEqual(await navette.control.runs({ connectorId: id, limit: 5 }), []);
    assert.deepEqual(await running(), [waiting]);
  });

  it('may change while a harvest runs: the run goes on to its end, and the next ones follow the new times', async () => {
    const id = await connect({ every: '1h' });
    portal.faults.add({ match: { path: 'package_search' }, skip: 1, times: 2, action: { status: 503 } });
    await navette.control.harvest(id);
    await until(
      'the run',
      async () => (await navette.control.runs({ connectorId: id, limit: 5 })).length === 1,
      WAIT_MS,
    );
    await apply(id, { cron: '30 4 * * *', timezone: 'UTC' });
    await until(
      'its end',
      async () => (await navette.control.runs({ connectorId: id, limit: 5 }))[0]?.state === 'complete',
      WAIT_MS,
    );
    const [run, ...others] = await navette.control.runs({ connectorId: id, limit: 5 });
    assert.deepEqual([run?.counts.received, others], [60, []]);
    await until(
      'the new times',
      async () => {
        const { next = [] } = (await navette.control.connector(id)).harvest ?? {};
        return next.length > 0 && next.every((time) => /T04:30:00/.test(time));
      },
      WAIT_MS,
    );
  });

  it('makes up for what fell due in the past when asked', async () => {
    const id = await connect({ cron: '0 * * * *' });
    const to = new Date();
    await navette.control.backfill(id, { from: new Date(to.getTime() - 3_700_000), to });
    await until(
      'the harvest',
      async () => (await navette.control.runs({ connectorId: id, limit: 5 }))[0]?.state === 'complete',
      WAIT_MS,
    );
  });
});
