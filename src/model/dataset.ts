import { z } from 'zod';
import { Agent, Attribution } from './agent.ts';
import { Coded } from './coded.ts';
import { IsoDate, Location, Period } from './coverage.ts';
import { Distribution } from './distribution.ts';
import { Link, Reference } from './link.ts';
import { LangKeywords, LangText } from './text.ts';
import { Usage } from './usage.ts';

export const KINDS = ['dataset', 'series', 'service'] as const;
export type Kind = (typeof KINDS)[number];

/** Longest id that the ledger's keys take, in UTF-8 bytes; a longer remote id is hashed there. */
export const ID_BYTES_MAX = 512;

/** Where a record was read: the catalogue, its id there, its page there, and the dates of the catalogue's own record. */
const Origin = z.object({
  catalog: z.string().optional(),
  remoteId: z.string().optional(),
  url: z.string().optional(),
  issued: IsoDate.optional(),
  modified: IsoDate.optional(),
});

/** Something worth a person's eye that did not cost the record: a value dropped, repaired or guessed. */
export const Warning = z.object({ field: z.string(), value: z.string().optional(), reason: z.string() });
export type Warning = z.infer<typeof Warning>;

/**
 * One record of a catalogue at the level of DCAT-AP 3: a dcat:Dataset, dcat:DatasetSeries or dcat:DataService, told
 * apart by `kind`. Property names are DCAT's, in the singular; lists are lists even with one element; absent means
 * unknown, and nothing is ever null.
 */
export const Dataset = z.object({
  kind: z.enum(KINDS),
  /** Stable in its source. */
  id: z.string().min(1),
  iri: z.string().optional(),
  identifier: z.array(z.string().min(1)).optional(),
  otherIdentifier: z.array(z.string().min(1)).optional(),
  inSeries: z.array(z.string().min(1)).optional(),
  version: z.string().optional(),
  versionNotes: LangText.optional(),

  title: LangText,
  description: LangText.optional(),
  alternative: LangText.optional(),
  keyword: LangKeywords.optional(),
  theme: z.array(Coded).optional(),
  type: z.array(Coded).optional(),
  language: z.array(z.string()).optional(),

  publisher: Agent.optional(),
  creator: z.array(Agent).optional(),
  contributor: z.array(Agent).optional(),
  rightsHolder: z.array(Agent).optional(),
  contactPoint: z.array(Agent).optional(),
  qualifiedAttribution: z.array(Attribution).optional(),

  issued: IsoDate.optional(),
  modified: IsoDate.optional(),
  created: IsoDate.optional(),
  frequency: Coded.optional(),
  temporal: z.array(Period).optional(),
  spatial: z.array(Location).optional(),
  /** ISO 8601 duration. */
  temporalResolution: z.string().optional(),
  spatialResolutionInMeters: z.array(z.number()).optional(),

  license: Coded.optional(),
  rights: z.array(LangText).optional(),
  accessRights: Coded.optional(),
  applicableLegislation: z.array(z.string()).optional(),
  hvdCategory: z.array(Coded).optional(),

  landingPage: z.array(Link).optional(),
  page: z.array(Reference).optional(),
  conformsTo: z.array(Reference).optional(),
  relation: z.array(z.string()).optional(),
  source: z.array(z.string()).optional(),
  isReferencedBy: z.array(z.string()).optional(),
  provenance: z.array(LangText).optional(),
  sample: z.array(z.string()).optional(),
  /** What others make with it. */
  usage: z.array(Usage).optional(),

  distribution: z.array(Distribution).optional(),

  endpointURL: z.array(z.string()).optional(),
  endpointDescription: z.array(z.string()).optional(),
  servesDataset: z.array(z.string()).optional(),

  origin: Origin.optional(),
  /** What the source says that has no place above, untouched. */
  extra: z.record(z.string(), z.unknown()).optional(),
  warning: z.array(Warning).optional(),
});
export type Dataset = z.infer<typeof Dataset>;
