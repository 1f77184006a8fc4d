import { randomUUID } from 'node:crypto';

type Json = Record<string, unknown>;

/** What udata shows after a create or an update with this body: its own manners, one by one, as seen on a real one. */
export function echo(before: Json | undefined, body: Json, more: Json = {}): Json {
  const has = (field: string) => field in body;
  const record: Json = {
    acronym: null,
    access_type: 'open',
    archived: null,
    contact_points: [],
    deleted: null,
    extras: {},
    frequency: 'unknown',
    license: 'notspecified',
    private: false,
    resources: [],
    spatial: null,
    ...before,
    ...more,
    title: body['title'],
    description: body['description'],
    // Wiped when they are left out.
    tags: has('tags') ? [...new Set((body['tags'] as string[] | null) ?? [])].sort() : [],
    temporal_coverage: body['temporal_coverage'] ?? null,
  };
  for (const field of ['acronym', 'deleted']) if (has(field)) record[field] = body[field];
  if (has('license')) record['license'] = body['license'] ?? 'notspecified';
  if (has('frequency')) record['frequency'] = body['frequency'] ?? 'unknown';
  if (has('access_type')) record['access_type'] = body['access_type'] ?? 'open';
  if (has('private')) record['private'] = body['private'] ?? false;
  if (has('extras')) record['extras'] = body['extras'] ?? {};
  if (record['access_type'] !== 'open') record['license'] = 'notspecified';
  const contacts = body['contact_points'] as unknown[] | null | undefined;
  if (contacts === null) record['contact_points'] = [];
  else if (contacts !== undefined && contacts.length > 0) record['contact_points'] = contacts;
  const spatial = body['spatial'] as Json | undefined;
  if (spatial?.['zones'] !== undefined || spatial?.['geom'] !== undefined) {
    const zones = (spatial['zones'] as string[] | null) ?? [];
    record['spatial'] = { geom: spatial['geom'] ?? null, zones, granularity: 'other' };
  }
  const sent = body['resources'] as (Json | string)[] | undefined;
  if (sent !== undefined && sent.length > 0)
    record['resources'] = sent.map((one) => resource(record, before, one));
  return record;
}

function resource(_record: Json, before: Json | undefined, sent: Json | string): Json {
  const body: Json = typeof sent === 'string' ? { id: sent } : sent;
  const known = ((before?.['resources'] as Json[] | undefined) ?? []).find(({ id }) => id === body['id']);
  const shown: Json = {
    checksum: null,
    description: null,
    extras: {},
    filesize: null,
    filetype: 'file',
    format: null,
    mime: null,
    schema: null,
    type: 'main',
    created_at: '2026-08-01T10:00:00+00:00',
    last_modified: '2026-08-01T10:00:00+00:00',
    ...known,
  };
  for (const [field, value] of Object.entries(body)) {
    // Within a list neither goes away by null.
    if (value === null && (field === 'checksum' || field === 'schema')) continue;
    shown[field] = field === 'format' && typeof value === 'string' ? value.trim().toLowerCase() : value;
  }
  shown['id'] = known?.['id'] ?? randomUUID();
  return shown;
}
