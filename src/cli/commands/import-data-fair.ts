import type { AddCommands } from '../cli.ts';
import { type Done, carriedOut, knownIds } from '../data-fair-catalogs/carry-out.ts';
import { sorted } from '../data-fair-catalogs/documents.ts';
import { type ImportPlan, planned } from '../data-fair-catalogs/plan.ts';
import { documentsOf } from '../data-fair-catalogs/read.ts';
import { EXIT } from '../exit.ts';

/** Takes over what another program did before. */
export const importDataFairCommand: AddCommands = (program, session, done) => {
  program
    .command('import')
    .description('take over what another program did')
    .command('data-fair-catalogs')
    .description(
      'make connectors of the catalogues, publications and imports of Data Fair’s catalogue service',
    )
    .argument('<source...>', 'files (JSON or NDJSON, - for stdin), or the address of its API')
    .option('--dry-run', 'only show what would be made')
    .action(async (sources: string[], { dryRun }: { dryRun?: true }) => {
      const { unread, ...exported } = sorted(await documentsOf(session, sources));
      const api = await session.api();
      const known = await knownIds(api);
      const plan = planned(exported, known);
      plan.left.unshift(...unread);
      const carried = dryRun === true ? [] : await carriedOut(api, plan.connectors, known);
      const report = { ...plan, done: carried };
      await session.out.result(report, () => inWords(plan, carried, known, dryRun === true).join('\n'));
      const failed = carried.some(({ publications }) =>
        publications.some(({ action }) => action === 'failed'),
      );
      done(failed || plan.left.length > 0 ? EXIT.trouble : EXIT.done);
    });
};

function inWords(
  plan: ImportPlan,
  done: readonly Done[],
  known: readonly string[],
  dryRun: boolean,
): string[] {
  const made = plan.connectors.flatMap(({ connector, publications }) => {
    const carried = done.find((one) => one.connector === connector.id);
    const fresh = !known.includes(connector.id);
    return [
      `${fresh ? '+' : ' '} ${connector.id}: ${fresh ? (dryRun ? 'would be made' : 'made') : 'is here, and stays as it is'}`,
      ...publications.map(({ dataset, remoteId }) => {
        const ended = carried?.publications.find((one) => one.dataset === dataset);
        const place = remoteId === undefined ? 'as a record of its own' : `in the record ${remoteId}`;
        return `    ${dataset} ${place}${ended === undefined ? '' : `: ${ended.action}${ended.reason === undefined ? '' : `: ${ended.reason}`}`}`;
      }),
    ];
  });
  const wanted = plan.connectors
    .filter(({ connector }) => !known.includes(connector.id))
    .flatMap(({ connector, secrets }) => secrets.map((field) => `  navette secret ${connector.id} ${field}`));
  return [
    ...made,
    ...(wanted.length === 0
      ? []
      : ['', 'Secrets are sealed there and cannot be read: give these, then run this again:', ...wanted]),
    ...section('Otherwise than there:', plan.notes),
    ...section('Not taken over:', plan.left),
  ];
}

function section(title: string, entries: ImportPlan['left']): string[] {
  if (entries.length === 0) return [];
  return ['', title, ...entries.map(({ what, reason }) => `  ${what}: ${reason}`)];
}
