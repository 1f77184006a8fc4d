/** What a Navette writes into the extras of its records; none of it is the publisher's own. */
export const MARK = 'navette:mark';
export const IDENTIFIER = 'navette:identifier';
export const IRI = 'navette:iri';
/** On a resource: our key of the distribution. */
export const KEY = 'navette:id';

/** Our key of the resource that leads to the dataset's page on the platform. */
export const LANDING = 'navette:landing';

/** Extras without ours, and without what udata's crawler rewrites at each visit. */
export function foreignExtras(
  extras: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  const entries = Object.entries(extras ?? {}).filter(
    ([key]) => !key.startsWith('navette:') && !key.startsWith('check:'),
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

export function markOf(extras: Record<string, unknown> | undefined): string | undefined {
  const mark = extras?.[MARK];
  return typeof mark === 'string' && mark !== '' ? mark : undefined;
}

export function identifiersOf(extras: Record<string, unknown> | undefined): string[] {
  const identifiers = extras?.[IDENTIFIER];
  return Array.isArray(identifiers)
    ? identifiers.filter((id) => typeof id === 'string').filter((id) => id !== '')
    : [];
}
