import { WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { Connector } from '../ledger/connectors.ts';
import { connectorWorkflowId, datasetsChanged, PUSH_QUEUE } from '../../workflows/contract.ts';
import type { connector as connectorWorkflow } from '../../workflows/connector.ts';

/** How long a failed nudge holds the next one back: the sweeper comes along anyway. */
const AFTER_FAILURE_MS = 1_000;

/**
 * Tells connectors' workflows that their outbox has something, starting those that do not run. At most one nudge is under
 * way per connector: what is announced meanwhile is covered by one more.
 */
export class Nudger {
  readonly #client: () => Promise<Client>;
  readonly #find: (connectorId: string) => Promise<Connector | undefined>;
  readonly #failed: (connectorId: string, error: unknown) => void;
  readonly #under = new Map<string, { again: boolean }>();

  constructor(
    client: () => Promise<Client>,
    find: (connectorId: string) => Promise<Connector | undefined>,
    failed: (connectorId: string, error: unknown) => void,
  ) {
    this.#client = client;
    this.#find = find;
    this.#failed = failed;
  }

  /** Never waits and never fails: the outbox is the truth, a nudge only makes it quick. */
  nudge(connectorId: string): void {
    const under = this.#under.get(connectorId);
    if (under !== undefined) {
      under.again = true;
      return;
    }
    const state = { again: false };
    this.#under.set(connectorId, state);
    void this.#send(connectorId)
      .catch(async (error: unknown) => {
        this.#failed(connectorId, error);
        await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE_MS).unref());
      })
      .finally(() => {
        this.#under.delete(connectorId);
        if (state.again) this.nudge(connectorId);
      });
  }

  async #send(connectorId: string): Promise<void> {
    const found = await this.#find(connectorId);
    if (found?.config.push === undefined) return;
    const client = await this.#client();
    await client.workflow.signalWithStart<typeof connectorWorkflow, [datasetIds?: string[]]>(
      'connector',
      startOf(found),
    );
  }
}

/** How the workflow of a connector is started and reached, the same everywhere. */
export function startOf(found: Connector) {
  const { id, adapter, title } = found.config;
  return {
    workflowId: connectorWorkflowId(id),
    taskQueue: PUSH_QUEUE,
    args: [{ connectorId: id, kind: adapter, paused: found.paused }] as [
      { connectorId: string; kind: string; paused: boolean },
    ],
    signal: datasetsChanged,
    signalArgs: [] as [],
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    staticSummary: `push to ${title ?? id}`,
    searchAttributes: { ConnectorId: [id], ConnectorKind: [adapter] },
  };
}
