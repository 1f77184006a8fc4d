import type { ZodType, z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { HttpAnswer } from '../../http/http.ts';
import { readJson } from '../../http/json.ts';
import { excerpt } from '../../http/words.ts';
import { unsaying } from '../login.ts';
import { apiOf } from './api.ts';
import { sendTo, whereOf, type Asked, type DataFairSession } from './send-to.ts';

/** What Data Fair answers, in the shape that it should have. */
export async function ask<S extends ZodType>(
  session: DataFairSession,
  schema: S,
  asked: Asked,
): Promise<z.output<S>> {
  const answer = await send(session, asked);
  const quote = (text: string, chars?: number): string =>
    excerpt(unsaying(text, session.settings.apiKey, 1), chars);
  return readJson(schema, answer.text, whereOf(session, asked), quote);
}

/** The same; undefined when Data Fair itself says that there is no such thing. */
export async function askFor<S extends ZodType>(
  session: DataFairSession,
  schema: S,
  asked: Asked,
): Promise<z.output<S> | undefined> {
  try {
    return await ask(session, schema, asked);
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
    throw error;
  }
}

/** An answer that is a success; what is none is a fault in Data Fair's words. */
export async function send(session: DataFairSession, asked: Asked): Promise<HttpAnswer> {
  const base = await apiOf(session);
  return sendTo(session, base, asked);
}
