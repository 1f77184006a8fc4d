export { connector } from './connector.ts';
export { harvest } from './harvest.ts';
export { reconcile } from './reconcile.ts';
export { removals } from './removals.ts';
