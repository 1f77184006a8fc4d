import { journal, notify } from './events.ts';
import { normalized, storedFile } from './files.ts';
import { objectOf, textOf, wordOf } from '../json.ts';
import { schemaOfChildren } from './row-sources.ts';
import { countLines } from './rows.ts';
import { type Dataset, type Draft, type Field, type State, nowText, withoutMember } from './state.ts';
import { sheetOf } from './tables.ts';

/** After each state the next, and the worker's task that leads there. */
const STEPS: Record<string, [task: string, next: string]> = {
  created: ['initialize', 'loaded'],
  loaded: ['store', 'stored'],
  stored: ['normalize', 'normalized'],
  normalized: ['analyze', 'analyzed'],
  analyzed: ['validate', 'validated'],
  validated: ['index', 'indexed'],
  'validation-updated': ['validate', 'finalized'],
  indexed: ['finalize', 'finalized'],
};
const REST_STEPS: typeof STEPS = { analyzed: ['index', 'indexed'], indexed: ['finalize', 'finalized'] };

/** The dataset with its next step ahead of it. */
export function planWork(state: State, dataset: Dataset, draft = false, from = Date.now()): Dataset {
  return { ...dataset, _work: { due: from + state.switches.stepMs, draft } };
}

/** Lines changed: the dataset stays in its state, and is finalized once more a step later. */
export function planPartial(state: State, dataset: Dataset): Dataset {
  if (dataset._work !== undefined && dataset._work.partial !== true) return dataset;
  return { ...dataset, _work: { due: Date.now() + state.switches.stepMs, draft: false, partial: true } };
}

/** Takes all steps that are due, of all datasets; the time at which the next one is, if there is one. */
export function work(state: State, now: number): number | undefined {
  const last = looked.get(state);
  const isSettled = last?.version === state.datasets.version && (last.next ?? Infinity) > now;
  if (isSettled) return last.next;
  let next: number | undefined;
  for (const { id } of state.datasets.values()) {
    const due = workOn(state, id, now);
    if (due !== undefined) next = Math.min(next ?? due, due);
  }
  looked.set(state, { version: state.datasets.version, next });
  return next;
}

/** The last look at all datasets: as long as none of them changes, nothing is due before the time that it found. */
const looked = new WeakMap<State, { version: number; next: number | undefined }>();

function workOn(state: State, id: string, now: number): number | undefined {
  for (;;) {
    const dataset = state.datasets.get(id);
    if (dataset?._work === undefined) return undefined;
    const { due, draft, partial } = dataset._work;
    if (due > now) return due;
    const next = partial ? recount : draft ? draftStep : step;
    state.datasets.set(id, next(state, dataset, due));
  }
}

function step(state: State, dataset: Dataset, due: number): Dataset {
  const [task, next] = (dataset.isRest ? REST_STEPS : STEPS)[dataset.status ?? ''] ?? [];
  if (task === undefined || next === undefined) return idle(dataset);
  journal(state, dataset, `${task}-start`);
  const done = attempt(state, dataset, task, `${dataset.id}/`);
  if (typeof done === 'string') return failed(state, dataset, done);
  const after: Dataset = { ...dataset, ...done, status: next };
  journal(state, after, `${task}-end`);
  if (next !== 'finalized') return { ...after, _work: { due: due + state.switches.stepMs, draft: false } };
  notify(state, 'dataset', after, 'finalize-end');
  return idle({ ...after, finalizedAt: nowText(state) });
}

function recount(state: State, dataset: Dataset): Dataset {
  journal(state, dataset, 'finalize-start');
  state.indexed.delete(dataset.id);
  const after = idle({
    ...dataset,
    ...changes(state, dataset, 'index', `${dataset.id}/`),
    finalizedAt: nowText(state),
  });
  journal(state, after, 'finalize-end');
  notify(state, 'dataset', after, 'finalize-end');
  return after;
}

/** A file that replaces another is worked on beside it, and takes its place by the rule that its upload chose. */
function draftStep(state: State, dataset: Dataset, due: number): Dataset {
  const { draft, id } = dataset;
  const [task, next] = STEPS[draft?.status ?? ''] ?? [];
  if (draft === undefined || task === undefined || next === undefined) return idle(dataset);
  const more = { draft: true };
  journal(state, dataset, `${task}-start`, more);
  const done = attempt(state, { ...dataset, ...draft }, task, `${id}/draft/`);
  if (typeof done === 'string') {
    journal(state, dataset, 'error', { data: done, ...more });
    return idle({ ...dataset, draft: { ...draft, status: 'error', errorStatus: draft.status } });
  }
  journal(state, dataset, `${task}-end`, more);
  const after: Draft = { ...draft, ...done, status: next };
  if (next === 'validated' && dataset.status !== 'draft') {
    const { validationMode } = draft.draftReason;
    const breaks = breakingChanges(dataset.schema, after.schema ?? []).length > 0;
    if (validationMode === 'always' || (validationMode !== 'never' && !breaks))
      return validated(state, { ...dataset, draft: after }, due);
    if (validationMode === 'compatibleOrCancel') return cancelled(state, dataset);
  }
  if (next === 'finalized') return idle({ ...dataset, draft: { ...after, finalizedAt: nowText(state) } });
  return planWork(state, { ...dataset, draft: after }, true, due);
}

/** The draft takes the place of what was there; it is indexed and finalized from there. */
export function validated(state: State, dataset: Dataset, from?: number): Dataset {
  const { id, draft } = dataset;
  if (draft === undefined) return idle(dataset);
  for (const name of ['original', 'file']) {
    const bytes = state.files.get(`${id}/draft/${name}`);
    if (bytes !== undefined) state.files.set(`${id}/${name}`, bytes);
    state.files.delete(`${id}/draft/${name}`);
  }
  const before = dataset.schema;
  const rest = withoutMember(draft, 'draftReason', 'finalizedAt', 'errorStatus');
  const after = { ...withoutDraft(dataset), ...rest, status: 'validated' };
  if (dataset.status !== 'draft') {
    notify(state, 'dataset', after, 'data-updated');
    if (breakingChanges(before, after.schema).length > 0) {
      journal(state, after, 'breaking-change');
      notify(state, 'dataset', after, 'breaking-change');
    }
  }
  return planWork(state, after, false, from);
}

export function cancelled(state: State, dataset: Dataset): Dataset {
  for (const name of ['original', 'file']) state.files.delete(`${dataset.id}/draft/${name}`);
  journal(state, dataset, 'draft-cancelled');
  return idle(withoutDraft(dataset));
}

/** Columns that are gone or have another type: whoever reads the data notices. */
export function breakingChanges(before: Field[], after: Field[]): string[] {
  return before.flatMap(({ key, type }) => {
    const same = after.find((field) => field.key === key);
    return same?.type === type ? [] : [key];
  });
}

/** What a task changes in the part it works on; text where it fails. */
function attempt(state: State, part: Dataset, task: string, prefix: string): Partial<Dataset> | string {
  try {
    return changes(state, part, task, prefix);
  } catch (error) {
    return error instanceof Error ? error.message : wordOf(error);
  }
}

function changes(state: State, part: Dataset, task: string, prefix: string): Partial<Dataset> {
  if (task === 'store') return store(state, part, prefix);
  const original = state.files.get(`${prefix}original`);
  if (task === 'normalize' && original !== undefined) {
    const { name, bytes } = normalized(part.originalFile?.name ?? '', original);
    state.files.set(`${prefix}file`, bytes);
    return { file: storedFile(name, bytes) };
  }
  const bytes = state.files.get(`${prefix}file`);
  if (task === 'analyze' && bytes !== undefined) {
    if (state.switches.processingFails) throw new Error("Échec de l'analyse du fichier");
    const { schema } = sheetOf(part.file?.name ?? '', bytes);
    return { schema: merged(schema, part.schema) };
  }
  if (task === 'index') {
    state.indexed.delete(part.id);
    const count =
      bytes === undefined ? countLines(state, part) : sheetOf(part.file?.name ?? '', bytes).rows.length;
    const size = bytes?.length ?? 0;
    return { count, storage: { size: size + (original?.length ?? 0), indexed: { size } } };
  }
  if (task === 'finalize' && part.isVirtual === true)
    return { schema: schemaOfChildren(state, part['virtual']) };
  return {};
}

function store(state: State, part: Dataset, prefix: string): Partial<Dataset> {
  const bytes = state.files.get(`${part.id}/loading`);
  const name = textOf(objectOf(objectOf(part.loaded)['dataset'])['name']);
  if (bytes === undefined || name === undefined) throw new Error('the loaded file is gone');
  state.files.set(`${prefix}original`, bytes);
  state.files.delete(`${part.id}/loading`);
  return { originalFile: storedFile(name, bytes) };
}

/** Titles and concepts that somebody gave to a column stay with it. */
function merged(found: Field[], known: Field[]): Field[] {
  return found.map((field) => ({ ...known.find(({ key }) => key === field.key), ...field }));
}

function failed(state: State, dataset: Dataset, message: string): Dataset {
  journal(state, dataset, 'error', { data: message });
  return idle({
    ...dataset,
    status: 'error',
    ...(dataset.status !== undefined && { errorStatus: dataset.status }),
  });
}

function idle(dataset: Dataset): Dataset {
  const { _work: _done, ...rest } = dataset;
  return { ...rest };
}

function withoutDraft(dataset: Dataset): Dataset {
  const { draft: _draft, draftReason: _reason, ...rest } = dataset;
  return { ...rest };
}
