import { Dataset } from '../../model/dataset.ts';
import type { Kind, Warning } from '../../model/dataset.ts';
import type { ListedRecord, SetAside } from '../adapter.ts';
import { readDate } from './dates.ts';
import { markOf } from './marks.ts';
import { serviceToModel } from './service-to-model.ts';
import { toModel } from './to-model.ts';
import type { Draft } from './to-model.ts';
import { WireDataset, WireService } from './wire.ts';

const VALUE_LENGTH_MAX = 500;
const RAW_LENGTH_MAX = 4_000;
/** Each round takes away every field that the model refused; removing one can only bring up what depended on it. */
const ROUNDS_MAX = 3;
const NEEDED = new Set(['kind', 'id', 'title']);

export type Read =
  | { record: ListedRecord; setAside?: undefined }
  | { record?: undefined; setAside: SetAside };

/** A record as it came, already cleaned: into the model, or aside with the reason. */
export function readRecord(raw: unknown, kind: Exclude<Kind, 'series'>, language: string): Read {
  const wire = kind === 'dataset' ? WireDataset.safeParse(raw) : WireService.safeParse(raw);
  if (!wire.success) {
    const field = wire.error.issues[0]?.path.join('.') ?? '';
    return aside(raw, 'parse', field, memberAt(raw, field), 'not a udata record: it needs an id');
  }
  const mapped = isDataset(wire.data, kind)
    ? toModel(wire.data, language)
    : serviceToModel(wire.data, language);
  const odd = oddIn(raw, wire.data);
  const draft = odd.length === 0 ? mapped : { ...mapped, warning: [...(mapped.warning ?? []), ...odd] };
  if (draft.title === undefined)
    return aside(raw, 'map', 'title', wire.data.title, 'a record without a title', draft.id);
  const mark = markOf(wire.data.extras);
  const checked = salvage(draft);
  if ('reason' in checked)
    return aside(raw, 'validate', checked.field, checked.value, checked.reason, draft.id);
  const modified = readDate(
    isDataset(wire.data, kind) ? wire.data.last_update : wire.data.metadata_modified_at,
  );
  return {
    record: {
      remoteId: draft.id,
      dataset: checked.dataset,
      raw,
      ...(mark === undefined ? {} : { mark }),
      ...(modified === undefined ? {} : { modified }),
    },
  };
}

function isDataset(wire: WireDataset | WireService, kind: Kind): wire is WireDataset {
  return kind === 'dataset' && !('base_api_url' in wire);
}

/** What is told in another shape than udata's own, and so was not read. */
function oddIn(raw: unknown, wire: Readonly<Record<string, unknown>>): Warning[] {
  const odd: Warning[] = [];
  if (raw === null || typeof raw !== 'object') return odd;
  for (const [field, told] of Object.entries(raw)) {
    if (!(field in wire) || told === null || told === '') continue;
    const value = wire[field];
    const isLink = typeof told === 'object' && 'href' in told;
    if (value === undefined && !isLink)
      odd.push({ field, value: shown(told), reason: 'not of the shape that udata gives: left out' });
    else if (Array.isArray(told) && Array.isArray(value) && value.length < told.length)
      odd.push({
        field,
        reason: `${told.length - value.length} of ${told.length} not of the shape that udata gives: left out`,
      });
  }
  return odd;
}

type Salvaged = { dataset: Dataset } | { field: string; value: unknown; reason: string };

/** The dataset without what the model refuses, each loss noted in its warnings. */
function salvage(draft: Draft): Salvaged {
  const candidate: Record<string, unknown> = { ...draft };
  const warnings: Warning[] = [...(draft.warning ?? [])];
  for (let round = 0; ; round += 1) {
    const parsed = Dataset.safeParse(warnings.length === 0 ? candidate : { ...candidate, warning: warnings });
    if (parsed.success) return { dataset: parsed.data };
    const refused = new Map<string, Set<unknown>>();
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0] ?? '');
      const value = candidate[field];
      if (NEEDED.has(field) || value === undefined || round >= ROUNDS_MAX)
        return { field, value, reason: issue.message };
      refused.set(field, (refused.get(field) ?? new Set()).add(issue.path[1]));
      const place = issue.path[1];
      const member: unknown = Array.isArray(value) && typeof place === 'number' ? value[place] : value;
      warnings.push({ field, value: shown(member), reason: issue.message });
    }
    for (const [field, places] of refused) {
      const value = candidate[field];
      const rest = Array.isArray(value) ? value.filter((_, place) => !places.has(place)) : [];
      if (rest.length === 0) delete candidate[field];
      else candidate[field] = rest;
    }
  }
}

function aside(
  raw: unknown,
  stage: SetAside['stage'],
  field: string,
  value: unknown,
  reason: string,
  remoteId?: string,
): Read {
  const setAside: SetAside = {
    stage,
    reason,
    raw: shown(raw, RAW_LENGTH_MAX),
    ...(remoteId === undefined ? {} : { remoteId }),
    ...(field === '' ? {} : { field }),
    ...(value === undefined ? {} : { value: shown(value) }),
  };
  return { setAside };
}

function shown(value: unknown, lengthMax = VALUE_LENGTH_MAX): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.slice(0, lengthMax).toWellFormed();
}

function memberAt(raw: unknown, field: string): unknown {
  return raw !== null && typeof raw === 'object'
    ? Object.entries(raw).find(([key]) => key === field)?.[1]
    : raw;
}
