import { digestOf } from '../mark.ts';
import type { Portal } from '../portal.ts';
import type { Cursor } from './cursor.ts';

type Settings = NonNullable<Cursor['settings']>;

/** What of the account's settings shows in datasets, by name: a changed digest is a changed look. */
export function digestsOf(portal: Portal): Settings {
  const { site = '', page, topics, licenses } = portal;
  return {
    site: { [site]: digestOf(page) },
    topics: Object.fromEntries(topics.map((topic) => [topic.id, digestOf(topic.title)])),
    licenses: Object.fromEntries(licenses.map((license) => [license.href ?? '', digestOf(license)])),
  };
}

/** Names of what came, went or changed. */
export function changedNames(before: Record<string, string>, now: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) => before[name] !== now[name],
  );
}
