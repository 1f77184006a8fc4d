import { z } from 'zod';

/** Datasets of others that the sandbox CKAN begins with, for the harvest to find. */
export const SEEDED = 400;
/** What a portal takes for each answer besides its own work: nobody's portal answers at once. */
export const LATENCY_MS = 15;
/** Requests that the sandbox Data Fair takes. */
export const DATA_FAIR_PER_MINUTE = 100_000;
export const PORTALS_FILE = 'portals.json';

const Portal = z.object({ url: z.string(), key: z.string(), organization: z.string() });

const DataFair = z.object({ url: z.string(), key: z.string(), account: z.string() });

/** Where the sandbox portals are, and the keys that let us publish there. */
export const Portals = z.object({ udata: Portal, ckan: Portal, dataFair: DataFair });
export type Portals = z.infer<typeof Portals>;

export const UDATA_CONNECTOR = 'sandbox-udata';
export const CKAN_CONNECTOR = 'sandbox-ckan';
export const HARVEST_CONNECTOR = 'sandbox-harvest';
