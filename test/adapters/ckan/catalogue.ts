export interface Package {
  id?: string;
  name?: string;
  metadata_modified?: string;
  [key: string]: unknown;
}

interface Searched {
  query: URLSearchParams;
}

/** A catalogue that searches as CKAN does, as far as the listing asks it to. */
export function search(
  packages: Package[],
  { query }: Searched,
  rowsMax = 1_000,
): { count: number; results: Package[] } {
  const fq = query.get('fq') ?? '';
  const after = /\+id:\{"([^"]*)" TO \*\]/.exec(fq)?.[1];
  const [, from] = /\+metadata_modified:\[(\S+) TO \*\]/.exec(fq) ?? [];
  const [, tie, tieAfter] = /metadata_modified:\[(\S+) TO \S+\] AND id:\{"([^"]*)" TO \*\]/.exec(fq) ?? [];
  const time = (one: Package): string => new Date(`${one.metadata_modified}Z`).toISOString();
  const byTime = query.get('sort')?.startsWith('metadata_modified') ?? false;
  const found = packages
    .filter((one) => after === undefined || (one.id ?? '') > after)
    .filter((one) => from === undefined || time(one) >= from)
    .filter(
      (one) =>
        tie === undefined || time(one) > tie || (time(one) === tie && (one.id ?? '') > (tieAfter ?? '')),
    )
    .sort((a, b) => (byTime ? time(a).localeCompare(time(b)) : 0) || ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  const start = Number(query.get('start') ?? 0);
  return {
    count: found.length,
    results: found.slice(start, start + Math.min(Number(query.get('rows')), rowsMax)),
  };
}

export function packages(count: number): Package[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `id-${String(index).padStart(4, '0')}`;
    return {
      id,
      name: `name-${id}`,
      title: `Title ${index}`,
      metadata_modified: '2026-01-01T00:00:00.123456',
      resources: [],
    };
  });
}

export const names = (all: Package[], { query }: Searched): { result: string[] } => {
  const offset = Number(query.get('offset') ?? 0);
  const limit = query.get('limit');
  const list = all.map((one) => one.name ?? '').sort();
  return { result: limit === null ? list.slice(offset) : list.slice(offset, offset + Number(limit)) };
};
