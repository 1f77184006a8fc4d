import type { PortalReply } from '../portal.ts';
import type { Context } from './context.ts';
import { writeCsv } from './csv.ts';
import { fileReply } from './file-reply.ts';
import { notFound } from './refusal.ts';
import { readable } from './lines.ts';
import { rowsOf } from './row-sources.ts';
import type { Dataset, Field, StoredFile } from './state.ts';

const NO_FILE = 'Ce jeu de données ne contient pas de fichier de données';

/** The file as it was uploaded; for administrators of the installation the lines of a REST dataset too. */
export function raw(context: Context, reference: string): PortalReply {
  const dataset = readable(context, reference, 'downloadOriginalData');
  if (dataset.isRest === true && context.session?.adminMode === true) {
    const columns = ['_id', ...dataset.schema.map(({ key }) => key)];
    return {
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8' },
      body: writeCsv(columns, rowsOf(context.state, dataset)),
    };
  }
  return file(context, dataset, 'original', dataset.originalFile);
}

/** The file as the service reads it; with extensions where there are some, which the sandbox has none of. */
export function converted(context: Context, reference: string, operation: string): PortalReply {
  const dataset = readable(context, reference, operation);
  return file(context, dataset, 'file', dataset.file);
}

export function dataFiles(context: Context, reference: string, name?: string): PortalReply {
  const dataset = readable(context, reference, name === undefined ? 'listDataFiles' : 'downloadOriginalData');
  const { originalFile, file: normalized } = dataset;
  if (name !== undefined) {
    if (name === originalFile?.name) return file(context, dataset, 'original', originalFile);
    return file(context, dataset, 'file', name === normalized?.name ? normalized : undefined);
  }
  const listed = [
    { key: 'original', title: 'Fichier original', stored: originalFile },
    { key: 'normalized', title: 'Fichier normalisé', stored: normalized },
  ];
  return context.reply(
    200,
    listed.flatMap(({ key, title, stored }) => {
      if (stored === undefined) return [];
      const { name: fileName, size, mimetype } = stored;
      const url = `${context.publicUrl}/api/v1/datasets/${dataset.id}/data-files/${encodeURIComponent(fileName)}`;
      return [{ key, title, name: fileName, size, mimetype, url }];
    }),
  );
}

/** Columns, by default with the label that people see. */
export function schema(context: Context, reference: string, isSafe: boolean): PortalReply {
  const dataset = readable(context, reference, isSafe ? 'readSafeSchema' : 'readSchema');
  const { type, mimeType } = context.query;
  const types = type?.split(',');
  const fields = dataset.schema
    .filter((field) => types === undefined || types.includes(field.type))
    .map((field) => (isSafe ? withoutClues(field) : field));
  if (mimeType === 'application/tableschema+json')
    return context.reply(200, {
      fields: fields.map(({ key, type: kind, ...more }) => ({
        name: key,
        title: more['title'] ?? more['x-originalName'],
        type: kind,
        ...(more['description'] !== undefined && { description: more['description'] }),
      })),
    });
  if (mimeType === 'application/schema+json')
    return context.reply(200, {
      type: 'object',
      properties: Object.fromEntries(fields.map(({ key, ...more }) => [key, more])),
    });
  return context.reply(
    200,
    fields.map((field) => ({ ...field, label: field['title'] ?? field['x-originalName'] ?? field.key })),
  );
}

function file(
  context: Context,
  dataset: Dataset,
  part: 'original' | 'file',
  stored: StoredFile | undefined,
): PortalReply {
  const bytes = context.state.files.get(`${dataset.id}/${part}`);
  if (stored === undefined || bytes === undefined) throw notFound(NO_FILE);
  const { name, mimetype } = stored;
  const date = dataset.dataUpdatedAt ?? dataset.updatedAt;
  return fileReply(context, { name, mimetype, bytes, date, disposition: 'attachment' });
}

/** The schema without what tells of the values. */
function withoutClues({ 'x-cardinality': _cardinality, enum: _choices, ...field }: Field): Field {
  return { ...field };
}
