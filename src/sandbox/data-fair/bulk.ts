import { randomBytes } from 'node:crypto';
import { type JsonObject, textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import { bulkOf } from './bulk-body.ts';
import type { Context } from './context.ts';
import { checkQuota } from './limits.ts';
import { keyId } from './line-checks.ts';
import { ACTIONS, type Lines, type Operation, applyAction, overlay, replaced } from './line-actions.ts';
import { writable } from './line-writes.ts';
import { Refusal, busy, invalid } from './refusal.ts';
import { keepIndexed } from './rows.ts';
import type { Dataset } from './state.ts';
import { planPartial, planWork } from './states.ts';

/** Lines that are applied together; the first batch decides about the status of the answer. */
const BATCH_LINES = 1_001;
const NOTES_MAX = 50;

interface Summary {
  nbOk: number;
  nbNotModified: number;
  nbErrors: number;
  nbWarnings: number;
  nbCreated: number;
  nbModified: number;
  nbDeleted: number;
  errors: { line: number; error: string; status: number }[];
  warnings: { line: number; warning: string }[];
  indexedAt?: string;
  dropped?: boolean;
  cancelled?: boolean;
}

/** Many lines at once. The answer is 200 whatever is wrong with some of them: only its body tells. */
export function bulkLines(context: Context, reference: string): PortalReply {
  const dataset = writable(context, reference, 'bulkLines');
  const { query, state, request } = context;
  if (query['lock'] === 'true' && dataset._work !== undefined) throw busy(dataset.id);
  checkQuota(state, dataset.owner, context.measured(), false);
  const drop = query['drop'] === 'true';
  const summary = emptySummary();
  const lines = overlay(context, dataset, drop);
  const outcome = run(context, dataset, lines, summary);
  if (drop && summary.nbErrors > 0) summary.cancelled = true;
  else {
    const isSmall =
      request.body.length <= state.switches.bulkBytesMax && outcome.count <= state.switches.bulkLinesMax;
    const isWaited = !drop && isSmall && query['async'] !== 'true' && outcome.isWhole;
    if (isWaited) summary.indexedAt = context.now();
    else keepIndexed(state, dataset.id);
    lines.apply();
    if (drop) summary.dropped = true;
    settle(context, dataset, drop);
  }
  return {
    status: outcome.status,
    headers: { 'content-type': 'application/json', 'x-accel-buffering': 'no' },
    // A blank for each batch keeps the connection alive.
    body: ' '.repeat(Math.max(0, outcome.batches - 1)) + JSON.stringify(summary, undefined, 2),
    applied: dataset.id,
  };
}

interface Outcome {
  status: number;
  batches: number;
  count: number;
  isWhole: boolean;
}

/** Batch by batch; what breaks a batch as a whole ends the request, and leaves the batches before it done. */
function run(context: Context, dataset: Dataset, lines: Lines, summary: Summary): Outcome {
  const outcome: Outcome = { status: 200, batches: 0, count: 0, isWhole: true };
  try {
    const bulk = bulkOf(context, dataset.schema);
    outcome.count = bulk.lines.length;
    for (let from = 0; from === 0 || from < bulk.lines.length; from += BATCH_LINES) {
      const operations = bulk.lines.slice(from, from + BATCH_LINES).map((line) => operationOf(dataset, line));
      for (const [index, operation] of operations.entries())
        note(summary, applyAction(context, dataset, lines, operation), operation, from + index);
      if (outcome.batches === 0 && summary.nbOk === 0 && summary.nbErrors > 0) outcome.status = 400;
      outcome.batches += 1;
    }
    for (const warning of bulk.warnings) {
      summary.nbWarnings += 1;
      summary.warnings.push({ line: -1, warning });
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (outcome.batches === 0) outcome.status = error.status;
    outcome.isWhole = false;
    summary.nbErrors += 1;
    summary.errors.push({ line: -1, error: error.text, status: error.status });
  }
  return outcome;
}

function operationOf(dataset: Dataset, { _action, _i: _number, ...body }: JsonObject): Operation {
  const action = ACTIONS.find((one) => one === (_action ?? 'createOrUpdate'));
  if (action === undefined)
    throw invalid(`action "${String(_action)}" is unknown, use one of ${JSON.stringify(ACTIONS)}`);
  const isNew = action === 'create' || action === 'createOrUpdate';
  const id =
    textOf(body['_id']) ?? keyId(dataset, body) ?? (isNew ? randomBytes(16).toString('hex') : undefined);
  if (id === undefined) throw invalid('failed to determine required _id from primary key');
  return { action, id, body };
}

function note(
  summary: Summary,
  { status, error, warning }: ReturnType<typeof applyAction>,
  { action }: Operation,
  line: number,
): void {
  if (error !== undefined) {
    summary.nbErrors += 1;
    if (summary.errors.length < NOTES_MAX) summary.errors.push({ line, error, status });
    return;
  }
  if (warning !== undefined) {
    summary.nbWarnings += 1;
    if (summary.warnings.length < NOTES_MAX) summary.warnings.push({ line, warning });
  }
  summary.nbOk += 1;
  if (status === 304) summary.nbNotModified += 1;
  else if (action === 'delete') summary.nbDeleted += 1;
  else if (status === 201) summary.nbCreated += 1;
  else summary.nbModified += 1;
}

/** Dropped lines send the whole dataset through the index again; else its counts follow a little later. */
function settle(context: Context, dataset: Dataset, drop: boolean): void {
  const { state } = context;
  const after = replaced(context, dataset);
  state.datasets.set(
    dataset.id,
    drop ? planWork(state, { ...after, status: 'analyzed' }) : planPartial(state, after),
  );
}

function emptySummary(): Summary {
  return {
    nbOk: 0,
    nbNotModified: 0,
    nbErrors: 0,
    nbWarnings: 0,
    nbCreated: 0,
    nbModified: 0,
    nbDeleted: 0,
    errors: [],
    warnings: [],
  };
}
