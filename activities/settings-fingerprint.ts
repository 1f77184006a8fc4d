import type { Ports } from './ports.ts';
import type { Conformance } from '../src/config/conformance.ts';
import type { ConnectorConfig, LinksConfig } from '../src/config/connector.ts';
import { fingerprint, fingerprintOf } from '../src/model/fingerprint.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';

/** Of what decides how any dataset looks on a connector's remote. */
export function settingsFingerprintOf(config: ConnectorConfig, publicUrl?: string): string {
  const { push } = config;
  const data =
    push?.data === 'upload' ? { formats: push.uploadFormats, bytesMax: push.uploadBytesMax } : undefined;
  const links = push === undefined ? undefined : linksOf(push.links, publicUrl);
  const more = data === undefined && Object.keys(links ?? {}).length === 0 ? [] : [{ data, links }];
  return fingerprintOf([config.adapter, config.settings, ...more, ...held(push?.conformance)]);
}

/** A policy that nobody has set decides nothing. */
function held(conformance: Conformance | undefined): object[] {
  return conformance === undefined || conformance.policy === 'off' ? [] : [{ conformance }];
}

/** A connector's own templates, and the installation's page where it has none. */
export function linksOf(links: LinksConfig, publicUrl: string | undefined): LinksConfig {
  return { ...(publicUrl === undefined ? {} : { page: publicUrl }), ...links };
}

/** Of all that decides how this dataset looks there: equal to the link's, there is nothing to push. */
export function fingerprintFor(entry: PlatformEntry, settingsFingerprint: string): string {
  const { id, dataset } = entry;
  const known = dataset.id === id ? entry.fingerprint : undefined;
  return fingerprintOf([known ?? fingerprint({ ...dataset, id }), settingsFingerprint]);
}

/**
 * Of what decides which records a harvest lists: records that fall out of it are out of scope, not removed. Whose key is
 * used is told by the identity instead. A filter counts as it is written: `90d` is the same scope every day.
 */
export function scopeFingerprintOf(
  ports: Pick<Ports, 'adapterOf' | 'secretFields'>,
  { adapter: kind, settings, harvest }: ConnectorConfig,
): string {
  const adapter = ports.adapterOf(kind);
  const secret = new Set(adapter === undefined ? [] : ports.secretFields(adapter));
  const open = Object.entries(settings).filter(([name]) => !secret.has(name));
  const { include, exclude } = harvest ?? {};
  const filter = include === undefined && exclude === undefined ? [] : [{ include, exclude }];
  return fingerprintOf([kind, Object.fromEntries(open), harvest?.kinds, ...filter]);
}

/** Of what decides what becomes of a record that was taken. When it changes, everything has to be listed and mapped again. */
export function mappingFingerprintOf({ harvest }: ConnectorConfig): string {
  return fingerprintOf([harvest?.rules ?? [], harvest?.take === 'metadata', ...held(harvest?.conformance)]);
}
