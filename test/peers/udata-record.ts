import type { RemoteRecord } from './peer.ts';

/** What the tests read of a dataset as udata answers it. */
export interface UdataRecord {
  id: string;
  title: string;
  description: string;
  acronym: string | null;
  tags: string[];
  license: string;
  frequency: string;
  access_type: string;
  private: boolean;
  deleted: string | null;
  temporal_coverage: { start: string; end: string | null } | null;
  spatial: { zones: string[] | null; geom: unknown } | null;
  contact_points: { name: string | null; email: string | null; contact_form: string | null; role: string }[];
  organization: { id: string };
  extras: Record<string, unknown>;
  created_at: string;
  last_modified: string;
  last_update: string;
  resources: {
    id: string;
    title: string;
    description: string | null;
    type: string;
    filetype: string;
    url: string;
    format: string | null;
    mime: string | null;
    filesize: number | null;
    checksum: { type: string; value: string } | null;
    extras: Record<string, unknown>;
    created_at: string;
    last_modified: string;
    latest: string;
  }[];
}

export function recordOf(record: UdataRecord): RemoteRecord {
  const { extras, resources } = record;
  return {
    id: record.id,
    mark: textIn(extras, 'navette:mark'),
    changedAt: record.last_modified,
    resourceIds: new Map(resources.map(({ id, extras: own }) => [textIn(own, 'navette:id') ?? id, id])),
    shown: {
      title: record.title,
      description: record.description,
      acronym: record.acronym,
      tags: [...record.tags].sort(),
      license: record.license,
      frequency: record.frequency,
      access_type: record.access_type,
      private: record.private,
      temporal: [record.temporal_coverage?.start ?? null, record.temporal_coverage?.end ?? null],
      zones: record.spatial?.zones ?? [],
      geom: record.spatial?.geom ?? null,
      contacts: record.contact_points.map(({ name, email, contact_form: form, role }) => ({
        name,
        email,
        form,
        role,
      })),
      organization: record.organization.id,
      extras,
      resources: resources.map((one) => ({
        key: textIn(one.extras, 'navette:id') ?? null,
        title: one.title,
        description: one.description,
        type: one.type,
        filetype: one.filetype,
        url: one.url,
        format: one.format,
        mime: one.mime,
        filesize: one.filesize,
        checksum: one.checksum === null ? null : `${one.checksum.type}:${one.checksum.value}`,
      })),
    },
    own: {
      issued: record.created_at,
      modified: record.last_update,
      resources: resources.map((one) => ({
        id: one.id,
        issued: one.created_at,
        modified: one.last_modified,
        extra: { latest: one.latest },
      })),
    },
  };
}

function textIn(extras: Record<string, unknown>, key: string): string | undefined {
  const value = extras[key];
  return typeof value === 'string' ? value : undefined;
}
