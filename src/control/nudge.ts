import { WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { Connector } from '../ledger/connectors.ts';
import {
  connectorWorkflowId,
  datasetsChanged,
  filesDue,
  IMPORT_QUEUE,
  importWorkflowId,
  PUSH_QUEUE,
} from '../../workflows/contract.ts';
import type { connector as connectorWorkflow } from '../../workflows/connector.ts';
import type { imports as importsWorkflow } from '../../workflows/imports.ts';

/** How long a nudge holds the next one back: a lane that it woke hears of what comes next from the database. */
const REST_MS = 250;
/** The same after one that failed: the sweeper comes along anyway. */
const AFTER_FAILURE_MS = 1_000;

/** Tells one workflow of a connector, starting it where it does not run. */
export type Send = (client: Client, found: Connector) => Promise<void>;

/**
 * Tells connectors' workflows that their outbox has something, starting those that do not run. At most one nudge is under
 * way per connector: what is announced meanwhile, or soon after, is covered by one more.
 */
export class Nudger {
  readonly #client: () => Promise<Client>;
  readonly #find: (connectorId: string) => Promise<Connector | undefined>;
  readonly #failed: (connectorId: string, error: unknown) => void;
  readonly #tell: Send;
  readonly #under = new Map<string, { again: boolean }>();

  constructor(
    client: () => Promise<Client>,
    find: (connectorId: string) => Promise<Connector | undefined>,
    failed: (connectorId: string, error: unknown) => void,
    tell: Send = tellConnector,
  ) {
    this.#client = client;
    this.#find = find;
    this.#failed = failed;
    this.#tell = tell;
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
      .then(
        () => REST_MS,
        (error: unknown) => {
          this.#failed(connectorId, error);
          return AFTER_FAILURE_MS;
        },
      )
      .then((ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()))
      .finally(() => {
        this.#under.delete(connectorId);
        if (state.again) this.nudge(connectorId);
      });
  }

  async #send(connectorId: string): Promise<void> {
    const found = await this.#find(connectorId);
    if (found !== undefined) await this.#tell(await this.#client(), found);
  }
}

const tellConnector: Send = async (client, found) => {
  if (found.config.push === undefined) return;
  await client.workflow.signalWithStart<typeof connectorWorkflow, [datasetIds?: string[]]>(
    'connector',
    startOf(found),
  );
};

/** The same for the files that its harvests want. */
export const tellImports: Send = async (client, found) => {
  const { id, adapter, title, harvest } = found.config;
  if (harvest?.take !== 'data') return;
  await client.workflow.signalWithStart<typeof importsWorkflow>('imports', {
    workflowId: importWorkflowId(id),
    taskQueue: IMPORT_QUEUE,
    args: [{ connectorId: id, kind: adapter, paused: found.paused }],
    signal: filesDue,
    signalArgs: [],
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    staticSummary: `files of ${title ?? id}`,
    searchAttributes: { ConnectorId: [id], ConnectorKind: [adapter] },
  });
};

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
