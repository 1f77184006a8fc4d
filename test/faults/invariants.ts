import { marked, udataDatasets } from '../support/portal-view.ts';
import type { Remote } from './remote.ts';
import { fileOf, fixedFileOf, isWrite, titleOf } from './requests.ts';

/** What is wrong with a remote that should be at rest, in words; nothing when everything is right. */
export async function breaches(remote: Remote): Promise<string[]> {
  return [
    ...(await differences(remote)),
    ...(await repeated(remote)),
    ...overlapping(remote),
    ...outOfOrder(remote),
  ];
}

/** The remote shows what the platform holds: titles, files, nothing else. */
async function differences({ portal, wanted }: Remote): Promise<string[]> {
  const shown = (await udataDatasets(portal)).map(({ title, resources }) =>
    JSON.stringify([title, resources.map(({ url }) => url).sort()]),
  );
  const right = [...wanted].map(([id, version]) =>
    JSON.stringify([titleOf(id, version), [fileOf(id, version), fixedFileOf(id)].sort()]),
  );
  return [
    ...surplus(right, shown).map((one) => `the remote lacks ${one}`),
    ...surplus(shown, right).map((one) => `the remote shows what it should not: ${one}`),
  ];
}

/** What is in the first list more often than in the second. */
function surplus(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those];
  return these.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

async function repeated({ portal }: Remote): Promise<string[]> {
  return Object.entries(await marked(portal))
    .filter(([, ids]) => ids.length > 1)
    .map(([mark, ids]) => `${mark} has ${ids.length} live records`);
}

function overlapping({ portal }: Remote): string[] {
  return Object.entries(portal.log.summary().datasets)
    .filter(([, { concurrentWritesMax }]) => concurrentWritesMax > 1)
    .map(([id, { concurrentWritesMax }]) => `${concurrentWritesMax} writes at once for ${id}`);
}

/** Versions in the order in which they were sent never go back. */
function outOfOrder({ proxy }: Remote): string[] {
  const newest = new Map<string, number>();
  const found: string[] = [];
  for (const request of proxy.requests) {
    const [, id, digits] = (isWrite(request) && /"Jeu (\S+) v(\d+)"/.exec(request.body)) || [];
    if (id === undefined) continue;
    const version = Number(digits);
    const before = newest.get(id) ?? 0;
    if (version < before) found.push(`v${version} of ${id} was sent after v${before}`);
    newest.set(id, Math.max(before, version));
  }
  return found;
}
