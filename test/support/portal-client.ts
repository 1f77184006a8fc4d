/** One answer, with its JSON where it is JSON. */
export interface PortalAnswer {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

export interface PortalCall {
  json?: unknown;
  raw?: string;
  headers?: Record<string, string>;
  anonymous?: boolean;
}

/** A plain caller of a portal, real or imitated: nothing of ours is in between. */
export class PortalClient {
  readonly url: string;
  readonly #auth: Record<string, string>;

  constructor(url: string, auth: Record<string, string>) {
    this.url = url;
    this.#auth = auth;
  }

  async call(method: string, path: string, call: PortalCall = {}): Promise<PortalAnswer> {
    const { json, raw, headers, anonymous = false } = call;
    const answer = await fetch(path.startsWith('http') ? path : `${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(anonymous ? {} : this.#auth),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(raw !== undefined && { body: raw }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value at `a.0.b`, undefined where there is none. */
export function at(value: unknown, path: string): unknown {
  let current = value;
  for (const part of path.split('.'))
    current = (current as Record<string, unknown> | null | undefined)?.[part];
  return current;
}

/** The paths of the fields that a refusal names: `resources.1.url`. Messages are left out: they are in any language. */
export function refusedFields(errors: unknown, path = ''): string[] {
  if (typeof errors === 'string' || (Array.isArray(errors) && errors.every((one) => typeof one === 'string')))
    return [path];
  if (typeof errors !== 'object' || errors === null) return [];
  return Object.entries(errors).flatMap(([key, value]) =>
    key === '__type' ? [] : refusedFields(value, path === '' ? key : `${path}.${key}`),
  );
}
