import type { Distribution } from '../../../model/distribution.ts';
import { isLink } from '../../../model/link.ts';
import { matchFormat } from '../../../vocabularies/formats.ts';
import { cleanName } from '../../../model/clean.ts';
import type { Portal } from '../portal.ts';
import type { WireAttachment, WireDataset } from '../wire.ts';
import { dateOf, worded } from './fields.ts';

/** Data Fair gives so many lines at once. */
const LINES_MAX = 10_000;
/** What Data Fair keeps as it is: there is nothing to convert. */
const CSV = /^text\/csv\b/;

/** What can be had of a dataset's data: the file and its readable form, or its rows. */
export function dataDistributions(wire: WireDataset, portal: Portal): Distribution[] {
  if (wire.file !== undefined || wire.originalFile !== undefined) return fileDistributions(wire, portal);
  if (wire.isRest === true || wire.isVirtual === true) return rowDistributions(wire, portal);
  return [];
}

/** Attachments that their owner wants in catalogues. */
export function attachmentDistributions(
  wire: WireDataset,
  portal: Portal,
  chosen: (attachment: WireAttachment) => boolean,
): Distribution[] {
  return wire.attachments.filter(chosen).flatMap((attachment) => {
    const url = attachmentUrl(wire, portal, attachment);
    if (url === undefined) return [];
    const id = attachment.name ?? url;
    return [
      described({
        id: `attachment:${id}`,
        title: worded(portal.language, attachment.title ?? attachment.name),
        description: worded(portal.language, attachment.description),
        downloadURL: [url],
        ...matchFormat({
          url,
          ...(attachment.mimetype === undefined ? {} : { mediaType: attachment.mimetype }),
        }),
        byteSize: attachment.size,
        modified: dateOf(attachment.updatedAt),
      }),
    ];
  });
}

export function attachmentUrl(
  wire: WireDataset,
  portal: Portal,
  attachment: WireAttachment,
): string | undefined {
  if (attachment.type === 'url')
    return attachment.url !== undefined && isLink(attachment.url) ? attachment.url : undefined;
  if (attachment.name === undefined) return undefined;
  return `${apiOf(wire, portal)}/metadata-attachments/${encodeURIComponent(attachment.name)}`;
}

export function apiOf({ id }: Pick<WireDataset, 'id'>, { base }: Portal): string {
  return `${base}/api/v1/datasets/${encodeURIComponent(id)}`;
}

function fileDistributions(wire: WireDataset, portal: Portal): Distribution[] {
  const { language } = portal;
  const { file, originalFile = file } = wire;
  const raw = described({
    id: 'raw',
    title: worded(language, cleanName(originalFile?.name ?? '') || 'Fichier'),
    downloadURL: [`${apiOf(wire, portal)}/raw`],
    ...matchFormat({ url: originalFile?.name, mediaType: originalFile?.mimetype }),
    byteSize: originalFile?.size,
    checksum: originalFile?.md5 === undefined ? undefined : { algorithm: 'md5', value: originalFile.md5 },
    modified: dateOf(wire.dataUpdatedAt),
    conformsTo: tableSchema(wire, portal),
    accessService: service(wire, portal),
  });
  if (file === undefined || originalFile === undefined || file.mimetype === originalFile.mimetype)
    return [raw];
  const convert = described({
    id: 'convert',
    title: worded(language, cleanName(file.name ?? '') || 'Fichier'),
    downloadURL: [`${apiOf(wire, portal)}/convert`],
    ...matchFormat({ url: file.name, mediaType: file.mimetype }),
    byteSize: file.size,
    modified: dateOf(wire.dataUpdatedAt),
    conformsTo: CSV.test(file.mimetype ?? '') ? tableSchema(wire, portal) : undefined,
  });
  return [raw, convert];
}

function rowDistributions(wire: WireDataset, portal: Portal): Distribution[] {
  const lines = (format: string) => `${apiOf(wire, portal)}/lines?format=${format}&size=${LINES_MAX}`;
  const made = (id: string, title: string, mediaType: string, more: Partial<Distribution>) =>
    described({
      id,
      title: { [portal.language]: title },
      downloadURL: [lines(id)],
      ...matchFormat({ format: id, mediaType }),
      modified: dateOf(wire.dataUpdatedAt),
      ...more,
    });
  const conformsTo = tableSchema(wire, portal);
  return [
    made('csv', 'CSV', 'text/csv', conformsTo === undefined ? {} : { conformsTo }),
    made('json', 'JSON', 'application/json', { accessService: service(wire, portal) }),
  ];
}

/** The description of the fields, for people and programs. */
function tableSchema(wire: WireDataset, portal: Portal): Distribution['conformsTo'] {
  if (wire.schema.every((field) => field['x-calculated'] === true)) return undefined;
  const url = `${apiOf(wire, portal)}/safe-schema?mimeType=application/tableschema%2Bjson`;
  return [{ url, title: 'Table Schema' }];
}

function service(wire: WireDataset, portal: Portal): NonNullable<Distribution['accessService']> {
  const api = apiOf(wire, portal);
  return [
    {
      title: { [portal.language]: 'API' },
      endpointURL: [api],
      endpointDescription: [`${api}/api-docs.json`],
    },
  ];
}

/** Without what is not known. */
function described(distribution: { [K in keyof Distribution]: Distribution[K] | undefined }): Distribution {
  return Object.fromEntries(Object.entries(distribution).filter(([, value]) => value !== undefined));
}
