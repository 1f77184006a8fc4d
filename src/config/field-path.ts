import type { z } from 'zod';
import { fieldAt, isField } from '../model/fields.ts';
import { suggestion } from './suggest.ts';

/** What is wrong with a path of the model, in words; undefined when it names a field. */
export function pathProblem(path: string, options: { lenient?: boolean } = {}): string | undefined {
  const found = fieldAt(path, options);
  if (isField(found)) return undefined;
  const { reason, step, known } = found;
  if (step === undefined || known === undefined) return reason;
  return `${reason}${step === path ? '' : ` ${step}`}; ${suggestion(step, known)}`;
}

/** The same for a schema: `at` is where the path stands in what is checked. `isKey`: it is the name of a key there. */
export function checkPath(
  path: string,
  context: Pick<z.RefinementCtx, 'addIssue'>,
  at: string[],
  options: { lenient?: boolean } = {},
): void {
  const message = pathProblem(path, options);
  if (message !== undefined) context.addIssue({ code: 'custom', path: at, message, params: { key: true } });
}
