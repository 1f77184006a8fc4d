import type { DataFairAccount } from '../../config/data-fair.ts';
import type { Portal as Seen } from '../../formats/data-fair/portal.ts';

/** What a mapping needs to know of the Data Fair at hand, beside the dataset. */
export interface Portal extends Seen {
  base: string;
  account: DataFairAccount;
  /** Whether public datasets that we bring appear on its site. */
  publish: boolean;
  /** Address of an application's page on its site, with {id} or {slug} in it. */
  applicationPage?: string;
}
