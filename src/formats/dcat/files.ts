import type { Coded } from '../../model/coded.ts';
import { matchFormat } from '../../vocabularies/formats.ts';
import type { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import { mediaTypeOf } from '../values/media-types.ts';
import { bestOf, partsOf } from './coded.ts';
import { nodeOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** What a distribution says of its format: nothing is concluded from its address. */
export function formatsIn(node: Node, scope: Scope): Record<string, unknown> {
  const media = node
    .all('dcat:mediaType', 'dct:mediaType', 'schema:encodingFormat', 'schema:fileFormat')
    .flatMap((term) => wordsIn(term, 'dcat:mediaType', scope));
  const formats = node.all('dct:format', 'dcat:format');
  // Spanish portals tell the media type as the value of the format.
  const values = formats.flatMap((term) =>
    isLiteral(term) ? [] : (nodeOf(term, 'dct:format', scope)?.all('rdf:value') ?? []),
  );
  if (media.length === 0)
    media.push(
      ...values
        .filter(isLiteral)
        .map(({ value }) => value)
        .filter((value) => mediaTypeOf(value) !== undefined),
    );
  const types = media.flatMap((text) => mediaTypeOf(text) ?? []);
  const others = media.filter((text) => mediaTypeOf(text) === undefined);
  const format =
    formatIn(
      formats.flatMap((term) => wordsIn(term, 'dct:format', scope)),
      scope,
    ) ?? formatIn(others, scope);
  const [mediaType, ...more] = [...new Set(types)];
  for (const other of more) scope.warn('mediaType', other, 'another media type: left out');
  return {
    format,
    mediaType: mediaType ?? (others.length === 0 ? undefined : matchFormat({ format: others[0] }).mediaType),
    compressFormat: mediaIn(node, 'dcat:compressFormat', scope),
    packageFormat: mediaIn(node, 'dcat:packageFormat', scope),
  };
}

function formatIn(texts: readonly string[], scope: Scope): Coded | undefined {
  const all = [...new Set(texts)].map((text): Coded => {
    const isUri = /^https?:/i.test(text);
    return (
      matchFormat(isUri ? { uri: text } : { format: text }).format ?? {
        raw: text,
        method: 'none',
        confidence: 0,
      }
    );
  });
  const best = bestOf(all, 'format', scope.warn);
  if (best === undefined || best.code !== undefined || best.raw === undefined || !/^https?:/i.test(best.raw))
    return best;
  return { uri: best.raw, raw: best.raw, method: 'uri', confidence: 1 };
}

/** The address where that is all there is, else the words of a described media type. */
function wordsIn(term: Parameters<typeof partsOf>[0], via: string, scope: Scope): string[] {
  if (isLiteral(term)) return term.value.trim() === '' ? [] : [term.value.trim()];
  const { uri, label, code } = partsOf(term, via, scope);
  const words = [uri, code, ...Object.values(label ?? {})].filter((text) => text !== undefined);
  const known = words.find(
    (text) =>
      matchFormat(/^https?:/i.test(text) ? { uri: text } : { format: text }).format?.code !== undefined,
  );
  return [known ?? words[0]].filter((text) => text !== undefined);
}

function mediaIn(node: Node, via: string, scope: Scope): string | undefined {
  const [text] = wordsOf(node.all(via), via, scope);
  return text === undefined ? undefined : (mediaTypeOf(text) ?? text);
}
