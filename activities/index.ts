export { pushActivities } from './drain.ts';
export { harvestActivities } from './harvest.ts';
export { reconcileActivities } from './reconcile.ts';
