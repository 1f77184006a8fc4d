import { Dataset } from '../model/dataset.ts';
import { sameJson, stableJson } from '../model/fingerprint.ts';
import type { RuleTrace } from '../model/rule-trace.ts';
import { isParent, type Place } from './places.ts';

/** A rule that did not come to an end, or came to nothing that the model takes. The record is set aside with it. */
export class RuleTrouble extends Error {
  override readonly name = 'RuleTrouble';
  readonly field: string;
  readonly value: string | undefined;

  constructor(field: string, value: unknown, reason: string) {
    super(reason);
    this.field = field;
    this.value = value === undefined ? undefined : asText(value);
  }
}

/** One thing that a rule does to a record. */
export type Step = (draft: Draft) => Promise<void> | void;

/** Notes kept of one record; a list of thousands of files says the same thousands of times. */
const NOTES_MAX = 100;
const TEXT_MAX = 300;

/** A record while rules work on it, with what they did. */
export class Draft {
  readonly dataset: Dataset;
  readonly trace: RuleTrace = { touched: [] };
  readonly #touched = new Set<string>();

  constructor(dataset: Dataset) {
    this.dataset = structuredClone(dataset);
  }

  get record(): Record<string, unknown> {
    return this.dataset;
  }

  get isTouched(): boolean {
    return this.trace.touched.length > 0 || this.trace.unmatched !== undefined;
  }

  /** Puts a value in its place, or takes away what is there. */
  set(rule: string, place: Place, value: unknown): void {
    const { parent, key, path } = place;
    const before = Object.hasOwn(parent, key) ? parent[key] : undefined;
    if (sameJson(before, value) && (before === undefined) === (value === undefined)) return;
    if (value === undefined) delete parent[key];
    else parent[key] = value;
    this.looked(path);
    if (this.trace.touched.length < NOTES_MAX)
      this.trace.touched.push({
        rule,
        field: path,
        ...(before === undefined ? {} : { from: asText(before) }),
        ...(value === undefined ? {} : { to: asText(value) }),
      });
    else this.trace.more = (this.trace.more ?? 0) + 1;
  }

  /** A place was made ready and may have stayed empty. */
  looked(path: string): void {
    this.#touched.add(path.split(/[.[]/, 1)[0] ?? path);
  }

  unmatched(rule: string, field: string, value: string): void {
    const list = (this.trace.unmatched ??= []);
    if (list.some((one) => one.rule === rule && one.field === field && one.value === value)) return;
    if (list.length < NOTES_MAX) list.push({ rule, field, value: value.slice(0, TEXT_MAX).toWellFormed() });
    else this.trace.more = (this.trace.more ?? 0) + 1;
  }

  /** Tidies the fields that were touched, and proves that the model takes them. */
  settle(): void {
    for (const name of this.#touched) {
      if (!isFieldName(name)) continue;
      const value = pruned(this.record[name]);
      const parsed = Dataset.shape[name].safeParse(value);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const path = [name, ...(issue?.path ?? [])].map(String).join('.');
        throw new RuleTrouble(
          path,
          value,
          `the model does not take what it makes: ${issue?.message ?? 'refused'}`,
        );
      }
      if (parsed.data === undefined) delete this.record[name];
      else this.record[name] = parsed.data;
    }
    this.#touched.clear();
  }
}

function isFieldName(name: string): name is keyof typeof Dataset.shape {
  return Object.hasOwn(Dataset.shape, name);
}

/** Without the empty objects and lists that taking parts away leaves behind. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(pruned).filter((entry) => entry !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (!isParent(value)) return value;
  const kept = Object.entries(value)
    .map(([key, member]): [string, unknown] => [key, pruned(member)])
    .filter(([, member]) => member !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What a person recognises: a term by what the source wrote. */
export function asText(value: unknown): string {
  const shown =
    isParent(value) && 'confidence' in value ? (value['raw'] ?? value['code'] ?? value['uri']) : value;
  const text = typeof shown === 'string' ? shown : stableJson(shown);
  return (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text).toWellFormed();
}
