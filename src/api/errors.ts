import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ControlError } from '../control/control.ts';
import { RemoteFault } from '../faults.ts';
import { Fault } from './shapes.ts';
import { InvalidInput } from './strict.ts';

/** Every answer that is not what was asked for. */
export const ErrorAnswer = z.object({
  error: z
    .enum([
      'invalid',
      'unauthorised',
      'unknown',
      'conflict',
      'tooLarge',
      'impossible',
      'remote',
      'unavailable',
      'internal',
    ])
    .describe(
      'what kind of trouble; conflict: it is so already, impossible: this kind of catalogue cannot, remote: the catalogue of a connector, unavailable: try again later',
    ),
  message: z.string().describe('for the person who asked'),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).describe('field by field'),
  fault: Fault.optional().describe('with remote: what the catalogue said'),
  id: z.string().optional().describe('with internal: where to find it in the log'),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;

/** Seconds after which it makes sense to ask again. */
const RETRY_AFTER_S = 5;

const CONTROL_STATUS = { invalid: 400, unknown: 404, conflict: 409, unavailable: 503 } as const;

/** Answers an error. Nothing of an unexpected one leaves the process but an id under which the log has it. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, answer } = answerOf(error);
  if (answer.id !== undefined)
    request.log.error(
      { err: error, id: answer.id, method: request.method, url: request.url },
      'request failed',
    );
  if (status === 503) void reply.header('retry-after', String(RETRY_AFTER_S));
  return reply.code(status).type('application/json; charset=utf-8').send(answer);
}

function answerOf(error: unknown): { status: number; answer: ErrorAnswer } {
  if (error instanceof InvalidInput)
    return { status: 400, answer: said('invalid', error.message, error.issues) };
  if (error instanceof ControlError)
    return { status: CONTROL_STATUS[error.code], answer: said(error.code, error.message, error.issues) };
  if (error instanceof RemoteFault) {
    return { status: 502, answer: { ...said('remote', error.message, error.fields), fault: error.report() } };
  }
  const status = statusOf(error);
  if (status === 413)
    return {
      status,
      answer: said('tooLarge', 'the body is larger than the 8 MiB that are taken: send several'),
    };
  if (status === 415)
    return { status, answer: said('invalid', 'the body must be JSON: Content-Type: application/json') };
  if (status >= 400 && status < 500)
    return {
      status,
      answer: said(
        'invalid',
        'the request cannot be read: its address must be well encoded and its body JSON',
      ),
    };
  return {
    status: 500,
    answer: {
      ...said('internal', 'something went wrong here: the log has it under this id'),
      id: randomUUID(),
    },
  };
}

function said(
  error: ErrorAnswer['error'],
  message: string,
  issues: readonly { path: string; message: string }[] = [],
): ErrorAnswer {
  return { error, message, issues: issues.map(({ path, message }) => ({ path, message })) };
}

function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}
