import { request } from 'undici';
import { z } from 'zod';
import { CliFailure, EXIT } from '../exit.ts';
import { readInput } from '../input.ts';
import type { Session } from '../session.ts';
import { documentsIn } from './documents.ts';

const COOKIE = 'NAVETTE_DATA_FAIR_COOKIE';
const PAGE = 1_000;
const PAGES_MAX = 100;
const ANSWER_MS = 60_000;
const Answer = z.looseObject({ results: z.array(z.unknown()), count: z.number() });

/** The documents of files, of stdin, or of the API of the catalogue service. */
export async function documentsOf(session: Session, sources: readonly string[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const source of sources) {
    if (/^https?:\/\//i.test(source)) all.push(...(await fromApi(session, source)));
    else {
      const text = (await readInput(source, session.io.stdin)).toString('utf8');
      all.push(...documentsIn(text.replace(/^\uFEFF/, ''), source === '-' ? 'stdin' : source));
    }
  }
  return all;
}

async function fromApi({ io }: Session, address: string): Promise<unknown[]> {
  const cookie = io.env[COOKIE]?.trim() ?? '';
  if (cookie === '')
    throw new CliFailure(
      EXIT.usage,
      `${COOKIE} is not set: that API wants the cookies of somebody who is logged in there and may administer the account`,
    );
  const base = address.replace(/[?#].*$/, '').replace(/\/+$/, '');
  const all: unknown[] = [];
  for (const collection of ['catalogs', 'publications', 'imports']) {
    let got = 0;
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      const { results, count } = await answer(`${base}/${collection}?size=${PAGE}&page=${page}`, cookie);
      all.push(...results);
      got += results.length;
      if (results.length === 0 || got >= count) break;
    }
  }
  return all;
}

async function answer(url: string, cookie: string): Promise<z.output<typeof Answer>> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const { statusCode, body } = await request(url, {
      headers: { cookie, accept: 'application/json' },
      signal,
    });
    const text = await body.text();
    if (statusCode !== 200)
      throw new CliFailure(
        statusCode === 401 || statusCode === 403 ? EXIT.usage : EXIT.unreachable,
        `${url} answered ${statusCode}${statusCode === 401 || statusCode === 403 ? `: ${COOKIE} does not let in; copy the cookies anew` : ''}`,
      );
    return Answer.parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    const reason =
      cause instanceof z.ZodError || cause instanceof SyntaxError ? 'gave no list' : String(cause);
    throw new CliFailure(
      EXIT.unreachable,
      `${url}: ${reason}: give the address of the API of the catalogue service, such as https://data.example.org/catalogs/api`,
      { cause },
    );
  }
}
