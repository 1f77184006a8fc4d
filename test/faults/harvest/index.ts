import type { Section } from '../row.ts';
import { changes } from './changes.ts';
import { databaseKills, temporalKills, workerKills } from './kills.ts';
import { lies } from './lies.ts';
import { pages } from './pages.ts';

/**
 * What ends or stops processes comes last, so that a failure there spoils nothing else. Rows about the data behind the
 * records have a section of their own, before the kills.
 */
export const harvest: Section[] = [pages, lies, changes, workerKills, temporalKills, databaseKills];
