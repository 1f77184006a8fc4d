/** The promises that every adapter keeps, for adapters in packages of their own: `navette/contract`. */
export { adapterContract, NOT_HARVEST } from './adapter.ts';
export type { AdapterUnderTest, Operation } from './adapter.ts';
export type { RemoteUnderTest } from './remote.ts';
export { harvestOnly } from '../support/harvest-only.ts';
