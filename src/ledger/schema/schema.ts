import type { ConnectorsTable, InstallationTable, SecretsTable } from './connectors.ts';
import type { ImportTrafficTable, ImportsTable } from './imports.ts';
import type {
  DatasetVersionsTable,
  DatasetsTable,
  FileVersionsTable,
  FilesTable,
  PlatformDatasetsTable,
  PlatformFeedsTable,
} from './platform.ts';
import type {
  DriftsTable,
  LinksTable,
  OutboxTable,
  OutcomesTable,
  OwnPushesTable,
  PushLatenciesTable,
  UploadsTable,
  VerificationsTable,
} from './push.ts';
import type {
  HeldRecordsTable,
  HoldsTable,
  OpenAsidesTable,
  PinsTable,
  RecordVersionsTable,
  RecordsTable,
  SetAsideTable,
} from './records.ts';
import type { HarvestStatesTable, NoticesTable, RunControlsTable, RunPagesTable, RunsTable } from './runs.ts';

/** All tables, by the name that they have in SQL. */
export interface LedgerSchema {
  installation: InstallationTable;
  connectors: ConnectorsTable;
  secrets: SecretsTable;
  datasets: DatasetsTable;
  dataset_versions: DatasetVersionsTable;
  outbox: OutboxTable;
  links: LinksTable;
  uploads: UploadsTable;
  outcomes: OutcomesTable;
  own_pushes: OwnPushesTable;
  push_latencies: PushLatenciesTable;
  runs: RunsTable;
  records: RecordsTable;
  set_aside: SetAsideTable;
  verifications: VerificationsTable;
  drifts: DriftsTable;
  harvest_states: HarvestStatesTable;
  run_controls: RunControlsTable;
  open_asides: OpenAsidesTable;
  record_versions: RecordVersionsTable;
  pins: PinsTable;
  notices: NoticesTable;
  run_pages: RunPagesTable;
  holds: HoldsTable;
  held_records: HeldRecordsTable;
  imports: ImportsTable;
  import_traffic: ImportTrafficTable;
  files: FilesTable;
  file_versions: FileVersionsTable;
  platform_datasets: PlatformDatasetsTable;
  platform_feeds: PlatformFeedsTable;
}
