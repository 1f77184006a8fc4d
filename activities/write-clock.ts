import type { Session } from '../src/adapters/adapter.ts';
import type { Http, HttpRequest } from '../src/http/http.ts';

const READS = new Set<HttpRequest['method']>(['GET', 'HEAD', undefined]);

/** A session of one push that remembers when the remote last acknowledged a request that was not a read. */
export class WriteClock {
  readonly session: Session<unknown>;
  #writtenAt: Date | undefined;

  constructor(session: Session<unknown>) {
    const { http } = session;
    const timed: Http = {
      send: (request) => this.#timing(request, http.send(request)),
      json: (schema, request) => this.#timing(request, http.json(schema, request)),
      download: (request, limits) => http.download(request, limits),
    };
    this.session = { ...session, http: timed };
  }

  /** Now that the remote is known to show what was written: both moments. One write without an answer that was found done counts from now. */
  verified(): { writtenAt: Date; verifiedAt: Date } {
    const verifiedAt = new Date();
    return { writtenAt: this.#writtenAt ?? verifiedAt, verifiedAt };
  }

  async #timing<T>({ method }: HttpRequest, answered: Promise<T>): Promise<T> {
    const answer = await answered;
    if (!READS.has(method)) this.#writtenAt = new Date();
    return answer;
  }
}
