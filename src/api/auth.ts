import type { onRequestHookHandler } from 'fastify';
import { digest, isSecret } from './secret.ts';

/**
 * Lets nobody in without one of the tokens, but at the `open` addresses: load balancers have none, and Data Fair has a key of its own. What is compared are digests, which have one length, and all tokens are
 * always compared, so that the time tells nothing.
 */
export function bearerAuth(tokens: readonly string[], open: ReadonlySet<string>): onRequestHookHandler {
  if (tokens.length === 0) throw new RangeError('the API needs a token');
  const known = tokens.map(digest);
  return (request, reply, done) => {
    if (open.has(request.routeOptions.url ?? '')) return done();
    const [, token = ''] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const matches = known.filter((candidate) => isSecret(token, candidate)).length;
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
