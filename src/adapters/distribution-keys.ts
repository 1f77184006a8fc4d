import { createHash } from 'node:crypto';
import { cleanText } from '../model/clean.ts';
import type { Distribution } from '../model/distribution.ts';

/**
 * Our key of each distribution: its id, else its IRI, else its address; a number after it where two would share one.
 * Long ones are hashed: the key is a field of the resource.
 */
export function distributionKeys(distributions: readonly Distribution[]): string[] {
  const seen = new Map<string, number>();
  return distributions.map(({ id, iri, downloadURL, accessURL, title }) => {
    const whole =
      id ?? iri ?? downloadURL?.[0] ?? accessURL?.[0] ?? Object.values(title ?? {})[0] ?? 'distribution';
    const text = cleanText(whole);
    const key = text.length <= 200 ? text : createHash('sha256').update(text).digest('base64url');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  });
}
