export { connector } from './connector.ts';
export { harvest } from './harvest.ts';
export { imports } from './imports.ts';
export { reconcile } from './reconcile.ts';
