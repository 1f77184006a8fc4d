import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { ConnectorConfig } from '../config/connector.ts';
import { pushWorkflowId } from '../ledger/own.ts';
import { outboxChanged, PUSH_QUEUE } from '../../workflows/contract.ts';
import type { push } from '../../workflows/push.ts';

/** A summary may have 400 bytes. */
const SUMMARY_LENGTH_MAX = 90;

/**
 * Workflows of single datasets that go on failing. Nothing here waits or fails: one that could not be started costs some
 * seconds, until the connector's lane takes the dataset itself.
 */
export class OwnWorkflows {
  readonly #client: () => Promise<Client>;
  readonly #failed: (connectorId: string, error: unknown) => void;

  constructor(client: () => Promise<Client>, failed: (connectorId: string, error: unknown) => void) {
    this.#client = client;
    this.#failed = failed;
  }

  begin({ id, adapter }: ConnectorConfig, datasetIds: readonly string[]): void {
    for (const datasetId of datasetIds) {
      this.#tell(id, (client) =>
        client.workflow.start<typeof push>('push', {
          workflowId: pushWorkflowId(id, datasetId),
          taskQueue: PUSH_QUEUE,
          args: [{ connectorId: id, datasetId }],
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          staticSummary: `${datasetId.slice(0, SUMMARY_LENGTH_MAX)} keeps failing`,
          searchAttributes: { ConnectorId: [id], ConnectorKind: [adapter] },
        }),
      );
    }
  }

  stir(connectorId: string, datasetIds: readonly string[]): void {
    for (const datasetId of datasetIds) {
      this.#tell(connectorId, async (client) => {
        try {
          await client.workflow.getHandle(pushWorkflowId(connectorId, datasetId)).signal(outboxChanged);
        } catch (error) {
          if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
        }
      });
    }
  }

  #tell(connectorId: string, work: (client: Client) => Promise<unknown>): void {
    this.#client()
      .then(work)
      .catch((error: unknown) => this.#failed(connectorId, error));
  }
}
