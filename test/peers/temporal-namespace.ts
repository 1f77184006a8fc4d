import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/contract.ts';

/** Waits for the Temporal server at the address, and makes the namespace `default` with our search attributes. */
const [address] = process.argv.slice(2);
if (address === undefined) throw new RangeError('usage: temporal-namespace.ts <address>');

const NAMESPACE = 'default';
/** Number of Temporal's `IndexedValueType`. */
const KEYWORD = 2;
const READY_MS = 60_000;
const PAUSE_MS = 200;
/** gRPC's numbers. */
const ALREADY_EXISTS = 6;

const connection = await Connection.connect({ address, connectTimeout: READY_MS });
await eventually(() =>
  connection.workflowService.registerNamespace({
    namespace: NAMESPACE,
    workflowExecutionRetentionPeriod: msToTs('7 days'),
  }),
);
// The other services of the server hear of it a little later.
await eventually(() => connection.workflowService.describeNamespace({ namespace: NAMESPACE }));
await eventually(() =>
  connection.operatorService.addSearchAttributes({
    namespace: NAMESPACE,
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD])),
  }),
);
await eventually(() =>
  connection.workflowService.listWorkflowExecutions({
    namespace: NAMESPACE,
    query: `${SEARCH_ATTRIBUTES[0]} = 'nobody'`,
  }),
);
await connection.close();

async function eventually(call: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    try {
      await call();
      return;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS) return;
      if (Date.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
