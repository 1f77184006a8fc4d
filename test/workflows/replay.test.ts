import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/servers.ts';

const FOLDER = new URL('../histories/', import.meta.url);

/** Histories of workflows that ran in earlier versions: the code at hand must take the same decisions. */
describe('recorded histories', () => {
  it('replay with the workflow code at hand', async () => {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
    assert.ok(files.length >= 3, 'there are recordings to replay');
    for (const file of files) {
      const { workflowId, history } = JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')) as {
        workflowId: string;
        history: unknown;
      };
      await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, workflowId);
    }
  });

  it('would show a changed decision', async () => {
    const { history } = JSON.parse(
      await readFile(new URL('0.1.0-harvest-recorded-harvest.json', FOLDER), 'utf8'),
    ) as {
      history: { events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[] };
    };
    for (const event of history.events) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled?.activityType.name === 'openHarvest') scheduled.activityType.name = 'somethingElse';
    }
    await assert.rejects(
      Worker.runReplayHistory(
        { workflowBundle: await workflowBundle() },
        history,
        'harvest/recorded-harvest',
      ),
      /Nondeterminism|Determinism/,
    );
  });
});
