import type { Conflict, DatasetPlan } from './answers.ts';
import { harmless } from './output.ts';
import { cut } from './table.ts';

/** Longest value that is still read in a line. */
const VALUE_LENGTH_MAX = 100;

const SIGNS = { create: '+', update: '~', remove: '-', unchanged: ' ', refused: '!', conflict: '?' } as const;
const COLOURS = { create: 32, update: 33, remove: 31, unchanged: 2, refused: 31, conflict: 35 } as const;
const FAINT = 2;

/** A record that is taken out of sight instead of being deleted. */
const REMOVALS: Readonly<Record<string, string>> = { archive: 'archive', private: 'make private' };

/** Colours where there is a terminal to show them; what is painted comes from remotes and is made harmless first. */
export class Painter {
  readonly #colours: boolean;

  constructor(colours: boolean) {
    this.#colours = colours;
  }

  paint(text: string, colour: number): string {
    return this.#colours ? `\u001b[${colour}m${harmless(text)}\u001b[0m` : harmless(text);
  }
}

/** What would be done, dataset by dataset with the fields. What stays as it is is told only where it was asked for by name. */
export function planInWords(plan: readonly DatasetPlan[], paint: Painter, withUnchanged: boolean): string {
  return plan
    .filter(({ action }) => withUnchanged || action !== 'unchanged')
    .flatMap((step) => [heading(step, paint), ...details(step, paint)])
    .join('\n');
}

export function summary(plan: readonly DatasetPlan[]): string {
  const counts = Object.keys(SIGNS).flatMap((action) => {
    const count = plan.filter((step) => step.action === action).length;
    return count === 0 ? [] : [`${count} ${action}`];
  });
  return counts.length === 0 ? 'nothing is selected' : counts.join(', ');
}

function heading({ datasetId, action, removal, remoteId, fault }: DatasetPlan, paint: Painter): string {
  const how = removal === undefined || removal === 'delete' ? action : (REMOVALS[removal] ?? removal);
  const why = fault === undefined ? '' : `: ${fault.message}`;
  const record = remoteId === undefined ? '' : ` ${paint.paint(`(${remoteId})`, FAINT)}`;
  return `${paint.paint(`${SIGNS[action]} ${datasetId}: ${how}${why}`, COLOURS[action])}${record}`;
}

function details({ action, diff, losses, conflicts, fault }: DatasetPlan, paint: Painter): string[] {
  return [
    ...diff.map(({ field, before, after }) =>
      action === 'create'
        ? `    ${field}: ${shown(after)}`
        : `    ${field}: ${shown(before)} → ${shown(after)}`,
    ),
    ...conflicts.map(conflictInWords),
    ...(fault?.fields ?? []).map(({ path, message }) => `    ${path}: ${message}`),
  ]
    .map(harmless)
    .concat(
      losses.map(({ field, value, reason }) =>
        paint.paint(`    lost: ${field}${value === undefined ? '' : ` ${shown(value)}`}: ${reason}`, FAINT),
      ),
    );
}

export function conflictInWords({ field, base, ours, theirs, gone }: Conflict): string {
  if (gone === true) return `    the whole record is gone from the remote: it was ${shown(base)}`;
  return `    ${field}: ours ${shown(ours)}, theirs ${shown(theirs)}, before ${shown(base)}`;
}

/** A value in a line, cut when it is long. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > VALUE_LENGTH_MAX ? `${cut(text, VALUE_LENGTH_MAX - 1)}…` : text;
}
