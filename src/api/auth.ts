import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestHookHandler } from 'fastify';

/** The one address that answers without a token: load balancers have none. */
const OPEN = '/healthz';

/**
 * Lets nobody in without one of the tokens. What is compared are digests, which have one length, and all tokens are
 * always compared, so that the time tells nothing.
 */
export function bearerAuth(tokens: readonly string[]): onRequestHookHandler {
  if (tokens.length === 0) throw new RangeError('the API needs a token');
  const known = tokens.map(digest);
  return (request, reply, done) => {
    if (request.routeOptions.url === OPEN) return done();
    const [, token = ''] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const given = digest(token);
    const matches = known.filter((candidate) => timingSafeEqual(candidate, given)).length;
    if (matches > 0) return done();
    const message =
      token === ''
        ? 'send a token: Authorization: Bearer <token>'
        : 'this token is not known here: NAVETTE_TOKEN of the server lists the good ones';
    void reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: 'unauthorised', message, issues: [] });
    return undefined;
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
