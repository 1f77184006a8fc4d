import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { wholeDatabase } from '../test/support/whole-database.ts';
import type { Installation } from './installation.ts';
import { median, rounded } from './statistics.ts';

export interface PreviewOptions {
  records: number;
  passes: number;
  latencyMs: number;
  pageSize: number;
}

interface Pass {
  /** Seconds until the first record was told, until a hundred were, and until the sums. */
  firstS: number;
  hundredS: number;
  wholeS: number;
}

const SOME = 100;
const Made = z.object({ url: z.string() });

/**
 * Settings that nobody has saved are looked at: a whole listing, told record by record. A pass that tells another number
 * of records than the portal has, or after which any row of the database is another, fails.
 */
export async function preview(
  navette: Installation,
  { records, passes, latencyMs, pageSize }: PreviewOptions,
  say: (line: string) => void,
) {
  say(`making a CKAN of ${records} records`);
  const { url } = await navette.portals.ask(Made, { do: 'ckan', records, latencyMs });
  const connector = { id: 'unsaved', adapter: 'ckan', settings: { url }, harvest: { pageSize } };
  const before = await wholeDatabase(navette.db);
  const measured: Pass[] = [];
  for (let pass = 1; pass <= passes; pass += 1) {
    const times = await look(navette, connector, records);
    say(
      `pass ${pass}: first ${times.firstS.toFixed(2)} s, ${SOME} ${times.hundredS.toFixed(2)} s, all ${times.wholeS.toFixed(2)} s`,
    );
    measured.push(times);
  }
  if (!isDeepStrictEqual(await wholeDatabase(navette.db), before))
    throw new Error('a preview wrote to the database');
  return {
    bench: 'preview',
    records,
    pageSize,
    latencyMs,
    firstS: rounded(median(measured.map(({ firstS }) => firstS))),
    hundredS: rounded(median(measured.map(({ hundredS }) => hundredS))),
    wholeS: rounded(median(measured.map(({ wholeS }) => wholeS))),
  };
}

async function look({ control }: Installation, connector: object, records: number): Promise<Pass> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  let told = 0;
  let firstS = Number.NaN;
  let hundredS = Number.NaN;
  for await (const event of control.preview({ connector }, {}, new AbortController().signal)) {
    if (event.type !== 'record') continue;
    told += 1;
    if (told === 1) firstS = seconds();
    if (told === SOME) hundredS = seconds();
  }
  if (told !== records) throw new Error(`the preview told ${told} records of ${records}`);
  return { firstS, hundredS, wholeS: seconds() };
}
