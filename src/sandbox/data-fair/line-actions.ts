import { type JsonObject, objectOf } from '../json.ts';
import type { Context } from './context.ts';
import { keyId, lineFault, lineHash } from './line-checks.ts';
import { revise } from './revisions.ts';
import { deleteLine, dropLines, linesOf, putLine } from './rows.ts';
import { type Dataset, type Line, withoutMember } from './state.ts';

export const ACTIONS = ['create', 'update', 'createOrUpdate', 'patch', 'delete'] as const;

/** One thing to do with one line. */
export interface Operation {
  action: (typeof ACTIONS)[number];
  id: string;
  body: JsonObject;
}

export interface Result {
  status: number;
  error?: string;
  warning?: string;
  line?: Line;
}

/** The lines of a dataset with changes that are not done before `apply`. */
export interface Lines {
  get(id: string): Line | undefined;
  set(line: Line): void;
  delete(id: string): void;
  apply(): void;
}

/** With `drop`, as if the dataset were empty. */
export function overlay(context: Context, dataset: Dataset, drop: boolean): Lines {
  const { state } = context;
  const { id: datasetId } = dataset;
  const changes = new Map<string, Line | undefined>();
  const before = drop ? new Map<string, Line>() : linesOf(state, datasetId);
  return {
    get: (id) => (changes.has(id) ? changes.get(id) : before.get(id)),
    set: (line) => void changes.set(line._id, line),
    delete: (id) => void changes.set(id, undefined),
    apply: () => {
      const gone = drop ? [...linesOf(state, datasetId).keys()].filter((id) => !changes.has(id)) : [];
      if (drop) dropLines(state, datasetId);
      for (const id of gone) revise(state, dataset, deletion(context, dataset, id));
      for (const [id, line] of changes) {
        revise(state, dataset, line ?? deletion(context, dataset, id));
        if (line === undefined) deleteLine(state, datasetId, id);
        else putLine(state, datasetId, line);
      }
    },
  };
}

export function applyAction(context: Context, dataset: Dataset, lines: Lines, operation: Operation): Result {
  const { action, id, body } = operation;
  const before = lines.get(id);
  if (before === undefined && action !== 'create' && action !== 'createOrUpdate')
    return { status: 404, error: 'ligne non trouvée' };
  if (action === 'delete') {
    lines.delete(id);
    return { status: 200 };
  }
  const content = withoutNulls(
    action === 'patch' ? { ...withoutMember(before ?? {}, ...OURS), ...body } : body,
  );
  const key = keyId(dataset, content);
  if (key !== undefined && key !== id)
    return { status: 400, error: 'identifiant de ligne incompatible avec la clé primaire' };
  const fault = lineFault(dataset.schema, content);
  const isTolerated = dataset['nonBlockingValidation'] === true;
  if (fault !== undefined && !isTolerated) return { status: 400, error: fault };
  const warning = fault === undefined ? {} : { warning: fault };
  if (action === 'create' && before !== undefined)
    return { status: 409, error: 'cet identifiant de ligne est déjà utilisé' };
  const hash = lineHash(content);
  if (before?._hash === hash) return { status: 304, ...warning, line: before };
  const now = context.now();
  const by = objectOf(dataset['rest'])['storeUpdatedBy'] === true ? signature(context) : {};
  const line: Line = {
    ...content,
    ...by,
    _id: id,
    _i: numberOf(context, dataset),
    _updatedAt: now,
    _hash: hash,
  };
  lines.set(line);
  return { status: before === undefined ? 201 : 200, ...warning, line };
}

/** The dataset whose lines have just changed: the date of its data is another, the date of its edit is not. */
export function replaced(context: Context, dataset: Dataset): Dataset {
  const { userId, userName } = context.someone();
  return {
    ...dataset,
    dataUpdatedAt: context.now(),
    dataUpdatedBy: { id: userId, name: userName },
  };
}

/** Members of a line that nobody sends. */
const OURS = ['_i', '_updatedAt', '_hash', '_updatedBy', '_updatedByName'];

/** Ever larger within a dataset. */
function numberOf({ state }: Context, { createdAt }: Dataset): number {
  return state.clock.micros() - Date.parse(createdAt) * 1_000;
}

function deletion(context: Context, dataset: Dataset, id: string): Line {
  const [_i, _updatedAt] = [numberOf(context, dataset), context.now()];
  return { _id: id, _i, _updatedAt, _hash: '', _deleted: true };
}

function signature(context: Context): JsonObject {
  const { userId, userName } = context.someone();
  return { _updatedBy: userId, _updatedByName: userName };
}

function withoutNulls(line: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null));
}
