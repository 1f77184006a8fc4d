import jsonata from 'jsonata';
import { DEPTH_MAX, EXPRESSION_MS, LIST_MAX } from './jsonata-limits.ts';

/** What gives another result each time: a record would change with every harvest. `eval` would run the words of the remote. */
const FORBIDDEN = ['now', 'millis', 'random', 'shuffle', 'eval'];

/** Reads an expression; throws in words when it is none. */
export function compileExpression(text: string): jsonata.Expression {
  const expression = jsonata(text, { timeout: EXPRESSION_MS, stack: DEPTH_MAX, sequence: LIST_MAX });
  for (const name of FORBIDDEN) {
    expression.registerFunction(name, () => {
      throw new Error(`$${name} is not available: the same record must give the same result`);
    });
  }
  return expression;
}
