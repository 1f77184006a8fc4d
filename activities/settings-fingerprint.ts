import type { ConnectorConfig } from '../src/config/connector.ts';
import { fingerprint, fingerprintOf } from '../src/model/fingerprint.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';

/** Of what decides how any dataset looks on a connector's remote. */
export function settingsFingerprintOf(config: ConnectorConfig): string {
  return fingerprintOf([config.adapter, config.settings]);
}

/** Of all that decides how this dataset looks there: equal to the link's, there is nothing to push. */
export function fingerprintFor(entry: PlatformEntry, settingsFingerprint: string): string {
  return fingerprintOf([fingerprint({ ...entry.dataset, id: entry.id }), settingsFingerprint]);
}

/** Of what decides which records a harvest lists. */
export function scopeFingerprintOf({ adapter, settings, harvest }: ConnectorConfig): string {
  return fingerprintOf([adapter, settings, harvest?.kinds]);
}
