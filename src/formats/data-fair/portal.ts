import type { WireLicense, WireTopic } from './wire.ts';

/** What a mapping needs to know of the Data Fair at hand, beside the dataset. */
export interface Portal {
  /** Address of Data Fair, without a slash at its end; undefined where nobody knows it: then there are no addresses of files. */
  base: string | undefined;
  language: string;
  /** Topics and licences that the account has; only needed to write. */
  topics: readonly WireTopic[];
  licenses: readonly WireLicense[];
  /** The publication site whose pages stand for datasets: `type:id`, and the address of a page with {id} or {slug} in it. */
  site?: string;
  page?: string;
  /** Topics that stand for EU themes, by theme: an id or a title. */
  topicOf: Readonly<Record<string, string>>;
}
