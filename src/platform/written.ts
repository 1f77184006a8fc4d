import { RemoteFault } from '../faults.ts';
import type { Refused, WriteResult, Written } from './platform.ts';

/** The platform refused some of the datasets that came together. */
export class WriteRefused extends RemoteFault {
  readonly refused: readonly Refused[];

  constructor(refused: readonly Refused[]) {
    const [first] = refused;
    const others = refused.length > 1 ? `, and ${refused.length - 1} more were refused` : '';
    super('refused', `${first?.id ?? 'a dataset'}: ${first?.fault.message ?? 'refused'}${others}`, {
      fields: first?.fault.fields,
    });
    this.refused = refused;
  }
}

/** Where all are needed or none counts. */
export function demandWritten(results: readonly WriteResult[]): Written[] {
  const refused = results.filter((result) => result.action === 'refused');
  if (refused.length > 0) throw new WriteRefused(refused);
  return results.filter((result) => result.action !== 'refused');
}
