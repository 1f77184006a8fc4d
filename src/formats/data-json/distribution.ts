import { matchFormat } from '../../vocabularies/formats.ts';
import { dateIn } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { JsonFields, isJson, textOf } from '../values/json-fields.ts';
import { linksIn, referenceIn } from '../values/links.ts';
import { some, unique } from '../values/record.ts';
import { byteSizeOf } from '../values/sizes.ts';
import { checksumOf, languageOf } from '../values/terms.ts';
import { within } from '../values/warn.ts';
import { documentIn, onlyLicense, textIn } from './values.ts';
import type { Reading } from './values.ts';

const IGNORED: ReadonlySet<string> = new Set(['@type']);

export function distributionIn(
  value: unknown,
  index: number,
  around: Reading,
): Record<string, unknown> | undefined {
  const reading: Reading = { ...around, warn: within(around.warn, `distribution[${index}]`) };
  const { warn, base } = reading;
  const links = (text: string, field: string): string[] => linksIn(text, field, warn, base);
  const only = textOf(value);
  if (only !== undefined) return { accessURL: some(links(only, 'accessURL')) };
  if (!isJson(value)) return undefined;
  const fields = new JsonFields(value);
  const iri = fields.text('@id');
  const identifier = fields.text('identifier');
  const format = fields.text('format');
  const mediaType = fields.text('mediaType')?.trim();
  const isMediaType = mediaType !== undefined && /^[a-z]+\/\S+/i.test(mediaType);
  const described = fields.texts('describedBy');
  const distribution = {
    id: identifier ?? iri,
    iri,
    title: textIn(fields.raw('title') ?? fields.raw('name'), 'title', reading, { name: true }),
    description: textIn(fields.raw('description'), 'description', reading, { many: 'join' }),
    accessURL: some(unique(fields.texts('accessURL').flatMap((text) => links(text, 'accessURL')))),
    downloadURL: some(unique(fields.texts('downloadURL').flatMap((text) => links(text, 'downloadURL')))),
    mediaType: isMediaType ? mediaType : undefined,
    format:
      format === undefined
        ? isMediaType || mediaType === undefined
          ? undefined
          : matchFormat({ format: mediaType }).format
        : matchFormat({ format }).format,
    byteSize: byteSizeOf(fields.text('byteSize', 'size'), 'byteSize', warn),
    checksum: checksumOf(fields.text('checksum', 'hash'), undefined),
    issued: dateIn(fields.text('issued'), 'issued', warn),
    modified: dateIn(fields.text('modified'), 'modified', warn),
    license: onlyLicense(fields.list('license'), reading),
    rights: some(fields.list('rights').map((one) => textIn(one, 'rights', reading))),
    language: some(unique(fields.texts('language').map(languageOf))),
    conformsTo: some(fields.list('conformsTo').map(documentIn)),
    page: some(described.map(referenceIn)),
  };
  const extra = extraOf([
    ...fields.left(IGNORED),
    ...(described.length === 0 ? [] : [['describedBy', value['describedBy']] as const]),
  ]);
  return { ...distribution, extra };
}
