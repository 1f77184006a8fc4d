import type { Issue } from '../config/issues.ts';
import type { Rule } from '../config/rule.ts';
import type { Dataset } from '../model/dataset.ts';
import { fieldAt, isField } from '../model/fields.ts';
import { sameJson } from '../model/fingerprint.ts';
import { pathProblem } from '../config/field-path.ts';
import { compileExpression } from './expression.ts';
import { asText, Draft } from './draft.ts';
import { atomOf } from './map-step.ts';
import { fieldOf } from './operations.ts';
import { isParent, placesOf } from './places.ts';
import { compileRules } from './rules.ts';
import { fit } from './values.ts';

/** Everything that is wrong with rules before any record comes: values, expressions, and examples that come out otherwise. */
export async function checkRules(rules: readonly Rule[], at: string): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (const [index, rule] of rules.entries()) {
    const here = `${at}[${index}]`;
    const mine = [...valueIssues(rule, here), ...mapIssues(rule, here), ...expressionIssues(rule, here)];
    // An example of a rule that is wrong in itself would only say the same in other words.
    issues.push(...(mine.length === 0 ? await exampleIssues(rule, here) : mine));
  }
  return issues;
}

function valueIssues(rule: Rule, here: string): Issue[] {
  return (['defaults', 'fill', 'replace', 'add'] as const).flatMap((operation) =>
    Object.entries(rule[operation] ?? {}).flatMap(([path, given]): Issue[] => {
      const field = fieldOf(path);
      const where = `${here}.${operation}[${JSON.stringify(path)}]`;
      if (operation === 'add' && field.kind !== 'list' && field.kind !== 'keywords')
        return [{ path: where, message: `${path} is no list: use replace or fill` }];
      const fitted = fit(field, given, { strict: true });
      return 'problem' in fitted ? [{ path: where, message: fitted.problem, value: given }] : [];
    }),
  );
}

function mapIssues({ map }: Rule, here: string): Issue[] {
  if (map === undefined) return [];
  const field = fieldOf(map.field);
  const atom = atomOf(field);
  if (['object', 'free'].includes(atom.kind))
    return [
      { path: `${here}.map.field`, message: `${map.field} holds no single values: name one of its parts` },
    ];
  // Words of a text or of keywords, not the whole of all languages.
  const one = atom.kind === 'text' || atom.kind === 'keywords' ? undefined : atom;
  return Object.entries(map.values).flatMap(([from, given]): Issue[] => {
    const where = `${here}.map.values[${JSON.stringify(from)}]`;
    if (given === null) return [];
    if (one === undefined)
      return typeof given === 'string' && given !== ''
        ? []
        : [{ path: where, message: 'a text is needed, or null to take the value away', value: given }];
    const fitted = fit(one, given, { strict: true });
    return 'problem' in fitted ? [{ path: where, message: fitted.problem, value: given }] : [];
  });
}

function expressionIssues({ jsonata }: Rule, here: string): Issue[] {
  if (jsonata === undefined) return [];
  try {
    compileExpression(jsonata.expression);
    return [];
  } catch (error) {
    const message =
      isParent(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
    const position =
      isParent(error) && typeof error['position'] === 'number' ? ` (at character ${error['position']})` : '';
    return [{ path: `${here}.jsonata.expression`, message: `not JSONata: ${message}${position}` }];
  }
}

async function exampleIssues(rule: Rule, here: string): Promise<Issue[]> {
  if (rule.example === undefined) return [];
  const { given, expect } = rule.example;
  const input = recordOf(given, `${here}.example.given`);
  const wanted = recordOf(expect, `${here}.example.expect`);
  const wrong = [...input.issues, ...wanted.issues];
  if (wrong.length > 0) return wrong;
  const applied = await compileRules([rule], new Date())(input.dataset);
  if ('trouble' in applied) {
    const { field, reason } = applied.trouble;
    return [
      { path: `${here}.example`, message: `rule "${rule.name}" fails on its example: ${field}: ${reason}` },
    ];
  }
  return Object.keys(expect).flatMap((path): Issue[] => {
    const [came, expected] = [at(applied.dataset, path), at(wanted.dataset, path)];
    if (sameJson(comparable(came), comparable(expected))) return [];
    const [shownCame, shownExpected] = [came, expected].map((value) =>
      value === undefined ? 'nothing' : `"${asText(value)}"`,
    );
    return [
      {
        path: `${here}.example.expect[${JSON.stringify(path)}]`,
        message: `rule "${rule.name}" does not do what its example says: ${path} came as ${shownCame}, expected ${shownExpected}`,
      },
    ];
  });
}

/** A record with these fields, and what it cannot do without. */
function recordOf(fields: Record<string, unknown>, here: string): { dataset: Dataset; issues: Issue[] } {
  const draft = new Draft({ kind: 'dataset', id: 'example', title: { und: 'Example' } });
  const issues: Issue[] = [];
  for (const [path, given] of Object.entries(fields)) {
    const where = `${here}[${JSON.stringify(path)}]`;
    const field = fieldAt(path);
    if (!isField(field)) {
      issues.push({ path: where, message: pathProblem(path) ?? field.reason });
      continue;
    }
    const fitted = given === null ? { value: undefined } : fit(field, given);
    if ('problem' in fitted) issues.push({ path: where, message: fitted.problem, value: given });
    else
      for (const place of placesOf(draft.record, field, { create: true }))
        draft.set('example', place, fitted.value);
  }
  return { dataset: draft.dataset, issues };
}

function at(dataset: Dataset, path: string): unknown {
  const places = placesOf(dataset, fieldOf(path));
  const values = places.map(({ parent, key }) => parent[key]).filter((value) => value !== undefined);
  return path.includes('[]') ? (values.length === 0 ? undefined : values) : values[0];
}

/** Terms are compared by what they mean, not by who wrote them how. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isParent(value)) return value;
  if ('confidence' in value) return value['uri'] ?? value['code'] ?? value['raw'];
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, comparable(part)]));
}
