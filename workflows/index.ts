export { connector } from './connector.ts';
export { harvest } from './harvest.ts';
