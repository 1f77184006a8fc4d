import assert from 'node:assert/strict';
import type { Dataset } from '../../src/model/dataset.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import type { ReconcileResult } from '../../workflows/contract.ts';
import { dataset, type TestPortal } from './portals.ts';

/** A remote that is away is waited for. */
const RECONCILE_MS = 120_000;

/** An installation at work with one portal, and what the tests of this folder do with both. */
export class Scene {
  readonly portal: TestPortal;
  readonly navette: Installation;
  #made = 0;
  readonly #seen = new Set<string>();

  private constructor(portal: TestPortal, navette: Installation) {
    this.portal = portal;
    this.navette = navette;
  }

  static async start(start: () => Promise<TestPortal>): Promise<Scene> {
    const portal = await start();
    const navette = await installation({ KEY: portal.key });
    await navette.startWorkers();
    return new Scene(portal, navette);
  }

  async close(): Promise<void> {
    await this.navette.close();
    await this.portal.close();
  }

  /** A connector of its own for each fact. */
  async connect(ids: string[], push: object = {}): Promise<string> {
    this.#made += 1;
    const { adapter, settings } = this.portal;
    const id = `${adapter}-${this.#made}`;
    await this.navette.control.apply([{ id, adapter, settings, push: { select: { ids }, ...push } }], {
      retireOthers: false,
    });
    return id;
  }

  async paused(ids: string[], push: object = {}): Promise<string> {
    const connectorId = await this.connect(ids, push);
    await this.navette.control.pause(connectorId);
    return connectorId;
  }

  async write(id: string, more: Partial<Dataset> = {}): Promise<void> {
    await this.navette.control.writeDataset(id, { dataset: dataset(id, more) }, 'test');
  }

  /** Until nothing waits that could be pushed. */
  async quiet(connectorId: string): Promise<void> {
    await until('quiet', async () => {
      const { push, state } = await this.navette.control.connector(connectorId);
      return state === 'idle' && push !== undefined && push.outbox.waiting + push.outbox.deferred === 0;
    });
  }

  async pushed(connectorId: string, ...ids: string[]): Promise<void> {
    for (const id of ids) await this.write(id);
    await this.navette.control.pushNow(connectorId, ids);
    await this.quiet(connectorId);
  }

  /** Compares everything now, and waits for the end. What it found. */
  async reconciled(connectorId: string, verify = false): Promise<ReconcileResult> {
    const prefix = await this.navette.control.reconcile(connectorId, { verify });
    const { workflow } = await this.navette.wired.parts.client();
    let found: ReconcileResult | undefined;
    const ended = async (): Promise<boolean> => {
      for await (const { workflowId, runId, status } of workflow.list({
        query: `WorkflowType = 'reconcile' AND ConnectorId = '${connectorId}'`,
      })) {
        if (!workflowId.startsWith(prefix) || this.#seen.has(runId) || status.name === 'RUNNING') continue;
        this.#seen.add(runId);
        found = (await workflow.getHandle(workflowId, runId).result()) as ReconcileResult;
        return true;
      }
      return false;
    };
    await until(`the end of ${prefix}`, ended, RECONCILE_MS);
    assert.ok(found);
    return found;
  }

  /** The remote id of a dataset's record. */
  async recordOf(connectorId: string, datasetId: string): Promise<string> {
    const { plan } = await this.navette.control.planPush(connectorId, { datasetIds: [datasetId] });
    return plan[0]?.remoteId ?? '';
  }
}
