import type { VerifyCounts } from '../src/model/counts.ts';
import type {
  ConnectorStatusReport,
  HarvestProgress,
  HarvestResult,
  ImportStatusReport,
  PushInput,
} from './contract.ts';

/** What Temporal UI shows of a connector, as Markdown. Counts and words of faults, no dataset's content. */
export function connectorDetails(connectorId: string, kind: string, report: ConnectorStatusReport): string {
  const { counts, wait } = report;
  const rows = [
    `### Connector \`${connectorId}\` (${kind})`,
    `**${report.state}**${wait === undefined ? '' : ` since ${wait.since}: ${wait.message} (\`${wait.kind}\`)`}`,
    '',
    '| pushed | unchanged | removed | refused | deferred | failed | conflict |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${counts.pushed} | ${counts.unchanged} | ${counts.removed} | ${counts.refused} | ${counts.deferred} | ${counts.failed} | ${counts.conflict} |`,
    '',
    'Counts since this connector was started. What waits or fails, dataset by dataset: `navette waiting ' +
      connectorId +
      '`.',
  ];
  return rows.join('\n');
}

export function pushDetails({ connectorId, datasetId }: PushInput): string {
  const rows = [
    `### Dataset \`${datasetId}\` of connector \`${connectorId}\``,
    'It failed again and again, so it is tried here instead of with the others: the pending activity `pushAgain` has the last fault and the next try.',
    '',
    'It ends by itself. Cancelling, terminating or resetting it harms nothing: the change stays in the outbox.',
    '',
    `\`navette timeline ${connectorId} ${datasetId}\` shows all tries, \`navette retry ${connectorId} ${datasetId}\` tries at once.`,
  ];
  return rows.join('\n');
}

export function harvestDetails(
  connectorId: string,
  progress: HarvestProgress,
  result?: HarvestResult,
): string {
  const { counts } = progress;
  const of = progress.announced === undefined ? '' : ` of ${progress.announced}`;
  const rows = [
    `### Harvest of \`${connectorId}\``,
    result === undefined
      ? `${counts.received}${of} records in ${progress.pages} pages so far`
      : `**${result.state}**${result.reason === undefined ? '' : `: ${result.reason}`}`,
    '',
    '| received | added | updated | unchanged | set aside | removed | held |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${counts.received} | ${counts.added} | ${counts.updated} | ${counts.unchanged} | ${counts.setAside} | ${counts.removed} | ${counts.held} |`,
  ];
  return rows.join('\n');
}

/** The same of a comparison with the remote. */
export function verifiedDetails(connectorId: string, counts: VerifyCounts): string {
  const { edited, gone } = counts;
  const rows = [
    `### Records of \`${connectorId}\``,
    '',
    '| read | as pushed | edited | gone | shown again | unreadable | duplicates | orphans |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${counts.read} | ${counts.same} | ${edited.overwrite + edited.keep + edited.ask} | ${gone.recreate + gone.stop + gone.ask} | ${counts.inSight} | ${counts.unreadable} | ${counts.duplicates} | ${counts.orphans} |`,
    '',
    `Dataset by dataset: \`navette drift ${connectorId}\`.`,
  ];
  return rows.join('\n');
}

export function importDetails(connectorId: string, report: ImportStatusReport): string {
  const { counts, wait } = report;
  const rows = [
    `### Files of \`${connectorId}\``,
    `**${report.state}**${wait === undefined ? '' : ` since ${wait.since}: ${wait.message} (\`${wait.kind}\`)`}`,
    '',
    '| imported | unchanged | held | deferred | refused | failed | next harvest | MB |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${counts.imported} | ${counts.unchanged} | ${counts.held} | ${counts.deferred} | ${counts.refused} | ${counts.failed} | ${counts.nextRun} | ${Math.round(counts.bytes / 1e6)} |`,
    '',
    `Counts since this workflow was started. File by file: \`navette imports ${connectorId}\`.`,
  ];
  return rows.join('\n');
}
