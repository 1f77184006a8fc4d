export { connector } from './connector.ts';
export { push } from './push.ts';
export { harvest } from './harvest.ts';
export { imports } from './imports.ts';
export { reconcile } from './reconcile.ts';
export { removals } from './removals.ts';
