import type { ZodType, z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { HttpAnswer, HttpRequest } from '../../http/http.ts';
import { parseClean } from '../../model/clean.ts';
import type { Session } from '../adapter.ts';
import { faultOf } from './errors.ts';
import type { Settings } from './settings.ts';

/** Statuses whose body says in udata's words what is wrong, or that a record is gone. The others are the client's to translate. */
const EXPLAINED = [400, 404, 409, 410, 415, 422] as const;

/** Sends and reads the answer as JSON of this shape. */
export async function ask<S extends ZodType>(
  session: Session<Settings>,
  schema: S,
  request: HttpRequest,
): Promise<z.output<S>> {
  const answer = await session.http.send({ ...request, accept: EXPLAINED });
  const body = bodyOf(session, answer, request);
  if (answer.status >= 300) throw faultFor(session, answer.status, request, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
  throw new RemoteFault(
    'malformed',
    `${hostOf(session)} answered ${whereOf(request)} with another shape than udata’s: ${path}`,
    {
      status: answer.status,
    },
  );
}

/** The same; undefined when udata itself says that there is no such thing any more. */
export async function askFor<S extends ZodType>(
  session: Session<Settings>,
  schema: S,
  request: HttpRequest,
): Promise<z.output<S> | undefined> {
  try {
    return await ask(session, schema, request);
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
    throw error;
  }
}

/** Sends where nothing is to be read; false when there is no such thing any more. */
export async function tell(session: Session<Settings>, request: HttpRequest): Promise<boolean> {
  const answer = await session.http.send({ ...request, accept: EXPLAINED });
  if (answer.status < 300) {
    // A page of something in front of udata is not udata's word that it is done.
    if (answer.text.trim() !== '') bodyOf(session, answer, request);
    return true;
  }
  const fault = faultFor(session, answer.status, request, bodyOf(session, answer, request));
  if (fault.kind === 'absent') return false;
  throw fault;
}

/** Whether an address that answers without a body exists. */
export async function exists(session: Session<Settings>, request: HttpRequest): Promise<boolean> {
  const { status } = await session.http.send({ ...request, accept: EXPLAINED });
  return status < 300;
}

/** An error page of something in front of udata must not pass for its word that a record is gone. */
function bodyOf(session: Session<Settings>, answer: HttpAnswer, request: HttpRequest): unknown {
  const text = answer.status < 300 ? answer.text : withoutKey(session, answer.text);
  try {
    return parseClean(text);
  } catch {
    // The parser's own message quotes the text, so it goes no further.
    const looks = /^\s*</.test(text) ? 'a web page' : 'something that is no whole JSON';
    throw new RemoteFault(
      'malformed',
      `${hostOf(session)} answered ${answer.status} to ${whereOf(request)} with ${looks}`,
      {
        status: answer.status,
      },
    );
  }
}

function faultFor(
  session: Session<Settings>,
  status: number,
  request: HttpRequest,
  body: unknown,
): RemoteFault {
  const fault = faultOf(status, whereOf(request), body);
  return new RemoteFault(fault.kind, `${hostOf(session)} ${fault.message}`, { status, fields: fault.fields });
}

/** A remote may repeat in its answer what we sent. */
function withoutKey({ settings }: Session<Settings>, text: string): string {
  return settings.apiKey === undefined ? text : text.replaceAll(settings.apiKey, '•••');
}

export function hostOf({ settings }: Session<Settings>): string {
  return new URL(settings.url).host;
}

function whereOf(request: HttpRequest): string {
  return `${request.method ?? 'GET'} ${new URL(request.url).pathname}`;
}
