import type { DataFairAccount } from '../../config/data-fair.ts';
import type { WireLicense, WireTopic } from './wire.ts';

/** What a mapping needs to know of the Data Fair at hand, beside the dataset. */
export interface Portal {
  /** Address of Data Fair, without a slash at its end. */
  base: string;
  account: DataFairAccount;
  language: string;
  topics: readonly WireTopic[];
  licenses: readonly WireLicense[];
  /** The publication site whose pages stand for datasets: `type:id`, and the address of a page with {id} or {slug} in it. */
  site?: string;
  page?: string;
  /** Whether public datasets that we bring appear there. */
  publish: boolean;
  /** Topics that stand for EU themes, by theme: an id or a title. */
  topicOf: Readonly<Record<string, string>>;
}
