import { z } from 'zod';
import { Coded } from './coded.ts';
import { IsoDate } from './coverage.ts';
import { Link, Reference } from './link.ts';
import { LangText } from './text.ts';

/** `algorithm` in SPDX spelling, lower case: `md5`, `sha1`, `sha256`, `sha512`. */
export const Checksum = z.object({ algorithm: z.string().min(1), value: z.string().min(1) });
export type Checksum = z.infer<typeof Checksum>;

/** A service that gives access to a distribution, when it is not described as a record of its own. */
const AccessService = z.object({
  iri: z.string().optional(),
  title: LangText.optional(),
  endpointURL: z.array(z.string()).optional(),
  endpointDescription: z.array(z.string()).optional(),
  conformsTo: z.array(Reference).optional(),
});

/** dcat:Distribution. `id` is stable in its source when the source gives one; `byteSize` in bytes. */
export const Distribution = z.object({
  id: z.string().min(1).optional(),
  iri: z.string().optional(),
  title: LangText.optional(),
  description: LangText.optional(),
  accessURL: z.array(Link).optional(),
  downloadURL: z.array(Link).optional(),
  mediaType: z.string().optional(),
  format: Coded.optional(),
  compressFormat: z.string().optional(),
  packageFormat: z.string().optional(),
  byteSize: z.number().int().nonnegative().optional(),
  checksum: Checksum.optional(),
  issued: IsoDate.optional(),
  modified: IsoDate.optional(),
  license: Coded.optional(),
  rights: z.array(LangText).optional(),
  status: Coded.optional(),
  availability: Coded.optional(),
  language: z.array(z.string()).optional(),
  conformsTo: z.array(Reference).optional(),
  page: z.array(Reference).optional(),
  accessService: z.array(AccessService).optional(),
  /** What a remote says of the file that has no place above, untouched. */
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type Distribution = z.infer<typeof Distribution>;
