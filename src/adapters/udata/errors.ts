import { RemoteFault } from '../../faults.ts';
import type { FieldError } from '../../faults.ts';
import { cleanText } from '../../model/clean.ts';

/** Enough for a person to see what is wrong; a dataset may hold thousands of bad resources. */
const FIELDS_MAX = 50;
const MESSAGE_LENGTH_MAX = 500;
const DEPTH_MAX = 8;

/** What udata says about a request that it will not carry out, in whichever of its four shapes. */
export interface Refusal {
  message: string | undefined;
  fields: FieldError[];
}

/**
 * `{errors: {field: [words]}}` of the forms, `{errors: {field: words}, message}` of the models, `{message}` alone, and
 * `{success: false, error}` of the uploads. The words come translated, so that nothing here looks at them.
 */
export function readRefusal(body: unknown): Refusal {
  const { errors, message, error } = membersOf(body);
  const fields: FieldError[] = [];
  collect(errors, '', fields, 0);
  return { message: wordsOf(message) ?? wordsOf(error), fields };
}

/** The fault for an answer that is no success. `where` names method and path. */
export function faultOf(status: number, where: string, body: unknown): RemoteFault {
  const { message, fields } = readRefusal(body);
  const said = message ?? fields.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const words = `answered ${status} to ${where}${said === '' ? '' : `: ${shorten(said)}`}`;
  const details = { status, fields };
  if (status === 404 || status === 410) return new RemoteFault('absent', words, details);
  return new RemoteFault('refused', words, details);
}

/** Lists are either words about one field or one entry per entry sent, empty where that one was fine. */
function collect(errors: unknown, path: string, fields: FieldError[], depth: number): void {
  if (fields.length >= FIELDS_MAX || depth > DEPTH_MAX) return;
  if (typeof errors === 'string') {
    fields.push({ path: path === '' ? 'dataset' : path, message: shorten(errors) });
  } else if (Array.isArray(errors)) {
    const perEntry = errors.some(
      (entry) => entry !== null && typeof entry === 'object' && !Array.isArray(entry),
    );
    for (const [index, entry] of errors.entries()) {
      collect(entry, perEntry ? `${path}[${index}]` : path, fields, depth + 1);
    }
  } else {
    for (const [field, entry] of Object.entries(membersOf(errors))) {
      collect(entry, path === '' ? field : `${path}.${field}`, fields, depth + 1);
    }
  }
}

function membersOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

function wordsOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? shorten(value) : undefined;
}

function shorten(text: string): string {
  const clean = cleanText(text);
  return clean.length <= MESSAGE_LENGTH_MAX
    ? clean
    : `${clean.slice(0, MESSAGE_LENGTH_MAX - 1)}…`.toWellFormed();
}

/** A refusal of something that belongs to a field of the dataset, told as one of that field. */
export async function inField<T>(path: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
    const fields = error.fields.map((field) => ({ path: `${path}.${field.path}`, message: field.message }));
    throw new RemoteFault('refused', error.message, {
      status: error.status,
      fields: fields.length === 0 ? [{ path, message: error.message }] : fields,
      cause: error,
    });
  }
}
