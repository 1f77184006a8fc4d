import type { Opened } from './session.ts';
import type { ListedRecord, Loss, SetAside } from '../src/adapters/adapter.ts';
import type { Conformance } from '../src/config/conformance.ts';
import { RemoteFault } from '../src/faults.ts';
import type { Dataset } from '../src/model/dataset.ts';

/** A rule of a profile that a dataset breaks. */
export interface Breach {
  /** `distribution[0].accessURL`. */
  field: string;
  value?: string;
  message: string;
}

/** More of one dataset are counted, not told. */
const TOLD_MAX = 20;
const NAMES: Readonly<Record<Conformance['profile'], string>> = { 'dcat-ap': 'DCAT-AP', hvd: 'DCAT-AP HVD' };

/** What a push tells of a dataset that breaks rules. A gate throws it as the fault of the dataset, whose owner has to mend it. */
export async function pushLosses(opened: Opened, dataset: Dataset, isLook: boolean): Promise<Loss[]> {
  const wanted = opened.connector.config.push?.conformance;
  if (wanted === undefined || wanted.policy === 'off') return [];
  const breaches = await opened.breaches(wanted.profile, dataset);
  if (wanted.policy === 'gate' && breaches.length > 0)
    throw new RemoteFault('refused', sentence(wanted, breaches), {
      fields: breaches.slice(0, TOLD_MAX).map(({ field, message }) => ({ path: field, message })),
    });
  // A report is for those who look; warnings stay with each push.
  if (wanted.policy === 'report' && !isLook) return [];
  return breaches.slice(0, TOLD_MAX).map(({ field, value, message }) => ({
    field,
    ...(value === undefined ? {} : { value }),
    reason: `${NAMES[wanted.profile]}: ${message}`,
  }));
}

/** A harvested record as the policy leaves it: as it was, with warnings, or set aside. */
export interface Held {
  record?: ListedRecord;
  aside?: SetAside;
  conforms: boolean;
}

export async function heldRecord(opened: Opened, record: ListedRecord): Promise<Held> {
  const wanted = opened.connector.config.harvest?.conformance;
  if (wanted === undefined || wanted.policy === 'off') return { record, conforms: true };
  const breaches = await opened.breaches(wanted.profile, record.dataset);
  const [first] = breaches;
  if (first === undefined) return { record, conforms: true };
  if (wanted.policy === 'report') return { record, conforms: false };
  if (wanted.policy === 'warn') return { record: warned(record, wanted, breaches), conforms: false };
  const { field, value } = first;
  const aside: SetAside = {
    remoteId: record.remoteId,
    stage: 'validate',
    field,
    ...(value === undefined ? {} : { value }),
    reason: sentence(wanted, breaches),
  };
  return { aside, conforms: false };
}

function warned(record: ListedRecord, { profile }: Conformance, breaches: readonly Breach[]): ListedRecord {
  const { dataset } = record;
  const warnings = breaches.slice(0, TOLD_MAX).map(({ field, value, message }) => ({
    field,
    ...(value === undefined ? {} : { value }),
    reason: `${NAMES[profile]}: ${message}`,
  }));
  return { ...record, dataset: { ...dataset, warning: [...(dataset.warning ?? []), ...warnings] } };
}

function sentence({ profile }: Conformance, breaches: readonly Breach[]): string {
  const [first] = breaches;
  const more = breaches.length > 1 ? `, and ${breaches.length - 1} more` : '';
  return `does not conform to ${NAMES[profile]}: ${first?.field ?? ''}: ${first?.message ?? ''}${more}`;
}
