export { pushActivities } from './drain.ts';
export { ownActivities } from './own.ts';
export { harvestActivities } from './harvest.ts';
export { importActivities } from './import/activities.ts';
export { reconcileActivities } from './reconcile.ts';
