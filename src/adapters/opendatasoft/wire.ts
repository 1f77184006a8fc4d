import { z } from 'zod';

export const WireDatasets = z.looseObject({
  total_count: z.unknown().optional(),
  results: z.array(z.unknown()),
});

export const WireExport = z.array(z.unknown());

export const WireDataset = z.looseObject({ dataset_id: z.string().min(1) });

/** What comes with a 429. */
export const WireQuota = z.looseObject({ reset_time: z.string().optional().catch(undefined) });
