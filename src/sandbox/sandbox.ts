import { type CkanSandbox, startCkan } from './ckan/ckan.ts';
import { type UdataSandbox, startUdata } from './udata/udata.ts';

export interface SandboxOptions {
  /** Folder of the journals; absent: everything is forgotten at the end. */
  dir?: string | undefined;
  /** 0 or absent: any free port. */
  udataPort?: number | undefined;
  ckanPort?: number | undefined;
  /** Public datasets of other organisations on the CKAN site. */
  seedCkan?: number | undefined;
  latencyMs?: number | undefined;
}

/** Two portals that behave like real ones, faults included, for tests, benchmarks and demonstrations. */
export interface Sandbox {
  udata: UdataSandbox;
  ckan: CkanSandbox;
  close(): Promise<void>;
}

export async function startSandbox({
  dir,
  udataPort,
  ckanPort,
  seedCkan,
  latencyMs,
}: SandboxOptions = {}): Promise<Sandbox> {
  const udata = await startUdata({ dir, port: udataPort, latencyMs });
  const ckan = await startCkan({ dir, port: ckanPort, seed: seedCkan, latencyMs });
  return {
    udata,
    ckan,
    close: async () => {
      await Promise.all([udata.close(), ckan.close()]);
    },
  };
}
