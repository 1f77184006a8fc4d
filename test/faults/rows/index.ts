import type { Section } from '../row.ts';
import { answers } from './answers.ts';

import { edits } from './edits.ts';
import { databaseKills, temporalKills, workerKills } from './kills.ts';
import { neighbours } from './neighbours.ts';
import { processes } from './processes.ts';
import { refusals } from './refusals.ts';

/** What ends or stops processes comes last, so that a failure there spoils nothing else. */
export const push: Section[] = [
  answers,
  refusals,
  edits,
  neighbours,
  workerKills,
  temporalKills,
  databaseKills,
  processes,
];
