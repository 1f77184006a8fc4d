import { z } from 'zod';

/** A value of the wrong shape counts as absent: a nested oddity never costs the record. */
export function soft<T>(schema: z.ZodType<T>) {
  return maybe((value) => {
    if (value === undefined || value === null) return undefined;
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : undefined;
  });
}

/** One step, where a schema of several would take each value through all of them: a record has a hundred. */
function maybe<T>(read: (value: unknown) => T | undefined) {
  return z.transform(read).optional();
}

/** Members of the wrong shape are left out, the others stay. */
export function softList<T>(member: z.ZodType<T>) {
  return soft(
    z.array(z.unknown()).transform((values) =>
      values.flatMap((value) => {
        const parsed = member.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );
}

export const text = maybe((value) => (typeof value === 'string' ? value : undefined));
const number = maybe((value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined));
const flag = maybe((value) => (typeof value === 'boolean' ? value : undefined));
/** v1 gives ids, v2 with full objects gives `{id, …}`. */
const idOf = z.union([z.string(), z.looseObject({ id: z.string() }).transform((value) => value.id)]);
const anyObject = z.record(z.string(), z.unknown());
export const anything = soft(anyObject);

const WireChecksum = z.object({ type: text, value: text });
export const WireSchema = z.object({ name: text, url: text, version: text });
export type WireSchema = z.infer<typeof WireSchema>;

export const WireResource = z.object({
  id: z.string(),
  title: text,
  description: text,
  type: text,
  filetype: text,
  url: text,
  latest: text,
  format: text,
  mime: text,
  filesize: number,
  checksum: soft(WireChecksum),
  schema: soft(WireSchema),
  harvest: soft(z.object({ uri: text })),
  extras: anything,
  created_at: text,
  last_modified: text,
});
export type WireResource = z.infer<typeof WireResource>;

export const WireContact = z.object({
  id: text,
  name: text,
  email: text,
  contact_form: text,
  role: text,
});
export type WireContact = z.infer<typeof WireContact>;

export const WireOwner = z.object({
  id: text,
  name: text,
  slug: text,
  first_name: text,
  last_name: text,
  page: text,
  uri: text,
});
export type WireOwner = z.infer<typeof WireOwner>;

const WireHarvest = z.looseObject({
  uri: text,
  remote_id: text,
  remote_url: text,
  dct_identifier: text,
  doi: text,
  issued_at: text,
  created_at: text,
});

const common = {
  id: z.string().min(1),
  title: text,
  acronym: text,
  description: text,
  license: soft(idOf),
  tags: softList(z.string()),
  badges: softList(z.object({ kind: z.string() })),
  contact_points: softList(WireContact),
  organization: soft(WireOwner),
  owner: soft(WireOwner),
  extras: anything,
  harvest: soft(WireHarvest),
  access_type: text,
  access_type_reason_category: text,
  access_type_reason: text,
  access_audiences: softList(anyObject),
  authorization_request_url: text,
  private: flag,
  created_at: text,
};

export const WireDataset = z.object({
  ...common,
  description_short: text,
  slug: text,
  page: text,
  uri: text,
  doi: text,
  frequency: soft(idOf),
  frequency_date: text,
  temporal_coverage: soft(z.object({ start: text, end: text })),
  spatial: soft(
    z.object({
      geom: soft(z.looseObject({ type: z.string() })),
      zones: softList(idOf),
      granularity: soft(idOf),
    }),
  ),
  schema: soft(WireSchema),
  resources: softList(WireResource),
  deleted: text,
  archived: text,
  last_modified: text,
  last_update: text,
  internal: soft(z.object({ created_at_internal: text, last_modified_internal: text })),
  permissions: soft(z.object({ edit: flag })),
});
export type WireDataset = z.infer<typeof WireDataset>;

export const WireService = z.object({
  ...common,
  base_api_url: text,
  machine_documentation_url: text,
  technical_documentation_url: text,
  business_documentation_url: text,
  endpoint_description_url: text,
  availability: number,
  availability_url: text,
  rate_limiting: text,
  rate_limiting_url: text,
  datasets: softList(z.object({ id: text, page: text, uri: text })),
  format: text,
  metadata_modified_at: text,
  self_web_url: text,
  self_api_url: text,
  deleted_at: text,
  archived_at: text,
});
export type WireService = z.infer<typeof WireService>;

/** One page of a listing. Its records are parsed one by one, so that a broken one costs nobody else. */
export const WirePage = z.object({
  data: z.array(z.unknown()),
  total: soft(z.int().min(0)),
  page: soft(z.int().min(1)),
  page_size: soft(z.int().min(1)),
  next_page: soft(z.string()),
});
export type WirePage = z.infer<typeof WirePage>;

/** What the walk itself looks at, whatever the rest is. */
export const WireDated = z.object({
  id: text,
  deleted: text,
  deleted_at: text,
  archived: text,
  archived_at: text,
  last_update: text,
  metadata_modified_at: text,
});

/** A record cut down to what finding a mark needs. */
export const WireMarked = z.object({ id: z.string().min(1), deleted: text, extras: anything });

export const WireSite = z.object({ version: text, title: text });
export const WireMe = z.object({
  first_name: text,
  last_name: text,
  slug: text,
  roles: softList(z.string()),
});
export type WireMe = z.infer<typeof WireMe>;
export const WireOrganization = z.object({
  id: z.string().min(1),
  name: text,
  deleted: text,
  permissions: soft(z.object({ edit: flag, private: flag })),
});
export type WireOrganization = z.infer<typeof WireOrganization>;

export const WireLicense = z.object({
  id: z.string().min(1),
  title: text,
  url: text,
  alternate_urls: softList(z.string()),
  alternate_titles: softList(z.string()),
});
export type WireLicense = z.infer<typeof WireLicense>;

export const WireIds = z.array(z.object({ id: z.string().min(1) }));
export const WireCreated = z.object({ id: z.string().min(1) });

export const WireAny = z.record(z.string(), z.unknown());
export const WireContactId = z.object({ id: z.string().min(1) });
