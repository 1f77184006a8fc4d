import type {
  ConnectorStatusReport,
  HarvestProgress,
  HarvestResult,
  ImportStatusReport,
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
