import { heldRecord } from './conformance.ts';
import type { Opened } from './session.ts';
import type { ListedRecord, SetAside } from '../src/adapters/adapter.ts';
import type { HarvestConfig } from '../src/config/connector.ts';
import type { Dataset } from '../src/model/dataset.ts';
import type { RuleTrace } from '../src/model/rule-trace.ts';
import { compileFilter, type Test } from '../src/rules/filter.ts';
import { compileRules, type Applied } from '../src/rules/rules.ts';

/** What a connector makes of the records of a page. */
interface Mapped {
  kept: { record: ListedRecord; rules?: RuleTrace }[];
  /** Outside the connector's filter, by remote id. */
  filtered: string[];
  aside: SetAside[];
  /** Read, and found to break rules of the connector's profile; set aside or not. */
  nonconforming: number;
}

interface Mapping {
  takes: Test | undefined;
  rules: ((dataset: Dataset) => Promise<Applied>) | undefined;
  withoutFiles: boolean;
}

/** Made once for the pages that one activity goes through. */
const compiled = new WeakMap<Opened, Mapping>();

/** Filter, then rules, then what is taken of each, then whether that conforms. A connector with none of them costs nothing. */
export async function mapRecords(opened: Opened, records: readonly ListedRecord[]): Promise<Mapped> {
  const mapping = mappingFor(opened);
  const mapped: Mapped = { kept: [], filtered: [], aside: [], nonconforming: 0 };
  for (const record of records) {
    if (mapping.takes?.(record.dataset) === false) {
      mapped.filtered.push(record.remoteId);
      continue;
    }
    const applied = (await mapping.rules?.(record.dataset)) ?? { dataset: record.dataset };
    if ('trouble' in applied) {
      mapped.aside.push(asideOf(record.remoteId, applied.trouble));
      continue;
    }
    const { dataset, trace } = applied;
    const held = await heldRecord(opened, {
      ...record,
      dataset: mapping.withoutFiles ? withoutFiles(dataset) : dataset,
    });
    if (!held.conforms) mapped.nonconforming += 1;
    if (held.aside !== undefined) mapped.aside.push(held.aside);
    if (held.record !== undefined)
      mapped.kept.push({ record: held.record, ...(trace === undefined ? {} : { rules: trace }) });
  }
  return mapped;
}

function asideOf(
  remoteId: string,
  { rule, field, value, reason }: Extract<Applied, { trouble: unknown }>['trouble'],
): SetAside {
  return {
    remoteId,
    stage: 'map',
    field,
    reason: `rule "${rule}": ${reason}`,
    ...(value === undefined ? {} : { value }),
  };
}

function mappingFor(opened: Opened): Mapping {
  const known = compiled.get(opened);
  if (known !== undefined) return known;
  const { harvest } = opened.connector.config;
  const made = mappingOf(harvest, opened.session.now());
  compiled.set(opened, made);
  return made;
}

function mappingOf(harvest: HarvestConfig | undefined, now: Date): Mapping {
  const { include, exclude, rules = [], take } = harvest ?? {};
  return {
    takes: compileFilter({ include, exclude }, now),
    rules: rules.length === 0 ? undefined : compileRules(rules, now),
    withoutFiles: take === 'metadata',
  };
}

function withoutFiles({ distribution: _distribution, ...dataset }: Dataset): Dataset {
  return dataset;
}
