import type { ConnectorConfig } from '../src/config/connector.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';

/**
 * Of what decides which records a harvest takes. When it changes, what is missing may be out of scope, not removed. A filter
 * counts as it is written: `90d` is the same scope every day.
 */
export function scopeOf({ adapter, settings, harvest }: ConnectorConfig): string {
  const { include, exclude } = harvest ?? {};
  const filter = include === undefined && exclude === undefined ? [] : [{ include, exclude }];
  return fingerprintOf([adapter, settings, harvest?.kinds, ...filter]);
}

/** Of what decides what becomes of a record that was taken. When it changes, everything has to be listed and mapped again. */
export function mappingOf({ harvest }: ConnectorConfig): string {
  return fingerprintOf([harvest?.rules ?? [], harvest?.take === 'metadata']);
}
