import { type CkanSandbox, startCkan } from './ckan/ckan.ts';
import { type DataFairSandbox, startDataFair } from './data-fair/data-fair.ts';
import { type UdataSandbox, startUdata } from './udata/udata.ts';

export interface SandboxOptions {
  /** Folder of the journals; absent: everything is forgotten at the end. */
  dir?: string | undefined;
  /** 0 or absent: any free port. */
  udataPort?: number | undefined;
  ckanPort?: number | undefined;
  dataFairPort?: number | undefined;
  /** Public datasets of other organisations on the CKAN site. */
  seedCkan?: number | undefined;
  latencyMs?: number | undefined;
}

/** Two portals and a platform that behave like real ones, faults included, for tests, benchmarks and demonstrations. */
export interface Sandbox {
  udata: UdataSandbox;
  ckan: CkanSandbox;
  dataFair: DataFairSandbox;
  close(): Promise<void>;
}

export async function startSandbox({
  dir,
  udataPort,
  ckanPort,
  dataFairPort,
  seedCkan,
  latencyMs,
}: SandboxOptions = {}): Promise<Sandbox> {
  const udata = await startUdata({ dir, port: udataPort, latencyMs });
  const ckan = await startCkan({ dir, port: ckanPort, seed: seedCkan, latencyMs });
  const dataFair = await startDataFair({ dir, port: dataFairPort, latencyMs });
  return {
    udata,
    ckan,
    dataFair,
    close: async () => {
      await Promise.all([udata.close(), ckan.close(), dataFair.close()]);
    },
  };
}
