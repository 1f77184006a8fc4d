import type { ApiOptions } from '../api/api.ts';
import { accountIn } from '../config/data-fair.ts';
import type { ProcessConfig } from '../config/process.ts';

/** Whether and where the API answers as Data Fair's catalogue service, and whose connectors it shows there. */
export function catalogsOf({
  platform,
  catalogsPath,
}: Pick<ProcessConfig, 'platform' | 'catalogsPath'>): Pick<ApiOptions, 'catalogs'> {
  if (platform.kind !== 'data-fair' || catalogsPath === undefined) return {};
  const { account, accountName } = platform.settings;
  const owner = accountIn(account);
  if (owner === undefined) throw new RangeError(`no account: ${account}`);
  return { catalogs: { path: catalogsPath, owner: { ...owner, name: accountName ?? owner.id } } };
}
