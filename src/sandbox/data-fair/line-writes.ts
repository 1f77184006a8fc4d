import { randomBytes } from 'node:crypto';
import { textOf } from '../json.ts';
import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { existing } from './find.ts';
import { type Operation, applyAction, overlay, replaced } from './line-actions.ts';
import { keyId } from './line-checks.ts';
import { cleanLine, notRest } from './lines.ts';
import { Refusal, loginNeeded, wrongState } from './refusal.ts';
import { dropLines } from './rows.ts';
import type { Dataset } from './state.ts';
import { planPartial } from './states.ts';

const WRITABLE = ['finalized', 'indexed', 'error'];

/** One line, whole: 201 only where neither the address, the body nor the primary key told its id. */
export function putLineRoute(context: Context, reference: string, lineId?: string): PortalReply {
  const dataset = writable(context, reference, lineId === undefined ? 'createLine' : 'updateLine');
  context.measured();
  const body = context.object();
  const known = lineId ?? textOf(body['_id']) ?? keyId(dataset, body);
  const id = known ?? randomBytes(16).toString('hex');
  return written(context, dataset, { action: 'createOrUpdate', id, body: { ...body, _id: id } }, (status) =>
    status === 304 ? 304 : known === undefined ? 201 : 200,
  );
}

export function patchLine(context: Context, reference: string, lineId: string): PortalReply {
  const dataset = writable(context, reference, 'patchLine');
  context.measured();
  const body = { ...context.object(), _id: lineId };
  return written(context, dataset, { action: 'patch', id: lineId, body }, () => 200);
}

export function deleteOneLine(context: Context, reference: string, lineId: string): PortalReply {
  const dataset = writable(context, reference, 'deleteLine');
  return written(context, dataset, { action: 'delete', id: lineId, body: {} }, () => 204);
}

export function deleteAllLines(context: Context, reference: string): PortalReply {
  const dataset = writable(context, reference, 'deleteAllLines');
  dropLines(context.state, dataset.id);
  context.state.datasets.set(dataset.id, planPartial(context.state, replaced(context, dataset)));
  return { status: 204, applied: dataset.id };
}

/** A REST dataset in a state that takes lines, for somebody who may write them. */
export function writable(context: Context, reference: string, operation: string): Dataset {
  const dataset = existing(context, reference);
  if (dataset.isMetaOnly !== true && !WRITABLE.includes(dataset.status ?? ''))
    throw wrongState(dataset.status);
  if (dataset.isRest !== true) throw notRest();
  context.authenticate('datasets', 'datasets-write');
  if (context.session === undefined) throw loginNeeded();
  context.allow(dataset, operation);
  return dataset;
}

function written(
  context: Context,
  dataset: Dataset,
  operation: Operation,
  statusOf: (status: number) => number,
): PortalReply {
  const { state } = context;
  const lines = overlay(context, dataset, false);
  const { status, error, line } = applyAction(context, dataset, lines, operation);
  if (error !== undefined) throw new Refusal(status, error);
  lines.apply();
  if (status !== 304) state.datasets.set(dataset.id, planPartial(state, replaced(context, dataset)));
  const answered = statusOf(status);
  if (line === undefined || answered === 304 || answered === 204)
    return { status: answered, applied: dataset.id };
  return context.reply(answered, cleanLine(line), { applied: dataset.id });
}
