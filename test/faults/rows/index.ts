import type { Section } from '../row.ts';
import { databaseKills, temporalKills, workerKills } from './kills.ts';

export const push: Section[] = [workerKills, temporalKills, databaseKills];
