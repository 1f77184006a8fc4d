import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import type { Run } from '../../src/ledger/runs.ts';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { harvested } from '../support/harvested.ts';
import { ckanAction } from '../support/portal-view.ts';
import { PORTALS } from './portals.ts';
import { Scene } from './scene.ts';

describe('conformance of what is pushed', () => {
  let scene: Scene;

  before(async () => {
    scene = await Scene.start(PORTALS['ckan']!);
  });
  after(() => scene.close());

  /** A dataset that conforms and one that does not, on a connector with this policy. */
  async function pushed(
    name: string,
    conformance: object,
  ): Promise<{ connectorId: string; good: string; bad: string }> {
    const [good, bad] = [`${name}-good`, `${name}-bad`];
    const connectorId = await scene.connect([good, bad], { conformance });
    await scene.write(good);
    // It has no description, which DCAT-AP wants.
    const bare = { kind: 'dataset', id: bad, title: { fr: `Jeu ${bad}` } } as const;
    await scene.navette.control.writeDataset(bad, { dataset: bare }, 'test');
    await scene.navette.control.pushNow(connectorId, [good, bad]);
    await scene.quiet(connectorId);
    return { connectorId, good, bad };
  }

  /** The last one that did something: asked once more, nothing is left to do. */
  const outcome = async (connectorId: string, id: string) =>
    (await scene.navette.control.timeline(connectorId, id, 5)).find((one) => one.outcome !== 'unchanged');

  it('off: everything goes, and nobody is told', async () => {
    const { connectorId, bad } = await pushed('off', {});
    const last = await outcome(connectorId, bad);
    assert.deepEqual([last?.outcome, told(last?.losses)], ['pushed', []]);
  });

  it('report: everything goes, and the plan tells', async () => {
    const { connectorId, good, bad } = await pushed('report', { policy: 'report' });
    assert.deepEqual(told((await outcome(connectorId, bad))?.losses), []);
    const { plan } = await scene.navette.control.planPush(connectorId, { datasetIds: [good, bad] });
    assert.deepEqual(
      plan.map(({ losses }) => told(losses)),
      [[], ['description DCAT-AP: a dataset must have at least one']],
    );
  });

  it('warn: everything goes, and each push tells', async () => {
    const { connectorId, good, bad } = await pushed('warn', { policy: 'warn' });
    assert.deepEqual(told((await outcome(connectorId, good))?.losses), []);
    const last = await outcome(connectorId, bad);
    assert.deepEqual(
      [last?.outcome, told(last?.losses)],
      ['pushed', ['description DCAT-AP: a dataset must have at least one']],
    );
  });

  it('gate: what does not conform is refused, with its fields, before the remote hears of it', async () => {
    const { connectorId, good, bad } = await pushed('gate', { policy: 'gate' });
    assert.equal((await outcome(connectorId, good))?.outcome, 'pushed');
    const last = await outcome(connectorId, bad);
    assert.equal(last?.outcome, 'refused');
    assert.deepEqual(last?.fault, {
      kind: 'refused',
      message: 'does not conform to DCAT-AP: description: a dataset must have at least one',
      fields: [{ path: 'description', message: 'a dataset must have at least one' }],
    });
    assert.equal(await scene.portal.countPublic(`Jeu ${bad}`), 0);
    const { plan } = await scene.navette.control.planPush(connectorId, { datasetIds: [bad] });
    assert.deepEqual([plan[0]?.action, plan[0]?.fault?.fields?.[0]?.path], ['refused', 'description']);
    const { push } = await scene.navette.control.connector(connectorId);
    assert.equal(push?.outbox.refused, 1);
    const waiting = await scene.navette.control.waiting(connectorId, 10);
    assert.match(waiting[0]?.fault?.message ?? '', /does not conform to DCAT-AP/);
  });

  it('gate: goes by itself once it conforms', async () => {
    const { connectorId, bad } = await pushed('mended', { policy: 'gate' });
    await scene.write(bad);
    await scene.navette.control.pushNow(connectorId, [bad]);
    assert.equal((await outcome(connectorId, bad))?.outcome, 'pushed');
  });

  it('holds by the profile that is named', async () => {
    const { connectorId, good } = await pushed('hvd', { policy: 'gate', profile: 'hvd' });
    const last = await outcome(connectorId, good);
    assert.equal(last?.outcome, 'refused');
    assert.match(last?.fault?.message ?? '', /does not conform to DCAT-AP HVD: applicableLegislation: /);
  });
});

describe('conformance of what is harvested', () => {
  let scene: Scene;
  let source: CkanSandbox;
  let made = 0;

  before(async () => {
    scene = await Scene.start(PORTALS['ckan']!);
    source = await startCkan({ version: '2.11' });
    for (const [name, notes] of [
      ['described', 'What it is about.'],
      ['bare', ''],
    ])
      await ckanAction(source, 'package_create', {
        name,
        title: `Jeu ${name}`,
        notes,
        owner_org: source.organization,
      });
  });
  after(async () => {
    await scene.close();
    await source.close();
  });

  async function ran(conformance: object): Promise<{ id: string; run: Run }> {
    made += 1;
    const id = `source-${made}`;
    await applied(id, conformance);
    return { id, run: await harvested(scene.navette, id) };
  }

  async function applied(id: string, conformance: object): Promise<void> {
    const connector = { id, adapter: 'ckan', settings: { url: source.url }, harvest: { conformance } };
    await scene.navette.control.apply([connector], { retireOthers: false });
  }

  async function held(id: string): Promise<Record<string, number>> {
    const { entries } = await scene.navette.control.datasets({ limit: 10, filter: { harvestedBy: id } });
    return Object.fromEntries(
      entries.map(({ dataset }) => [
        Object.values(dataset.title)[0] ?? '',
        (dataset.warning ?? []).filter(({ reason }) => reason.startsWith('DCAT-AP')).length,
      ]),
    );
  }

  it('off: is not looked at', async () => {
    const { id, run } = await ran({});
    assert.deepEqual([run.counts.added, run.counts.nonconforming], [2, undefined]);
    assert.deepEqual(await held(id), { 'Jeu described': 0, 'Jeu bare': 0 });
  });

  it('report: is counted in the run', async () => {
    const { id, run } = await ran({ policy: 'report' });
    assert.deepEqual([run.state, run.counts.added, run.counts.nonconforming], ['complete', 2, 1], run.reason);
    assert.deepEqual(await held(id), { 'Jeu described': 0, 'Jeu bare': 0 });
  });

  it('warn: is counted, and told with the dataset', async () => {
    const { id, run } = await ran({ policy: 'warn' });
    assert.deepEqual([run.counts.added, run.counts.nonconforming], [2, 1]);
    assert.deepEqual(await held(id), { 'Jeu described': 0, 'Jeu bare': 1 });
  });

  it('gate: is set aside with field and reason, and costs no other', async () => {
    const { id, run } = await ran({ policy: 'gate' });
    assert.deepEqual([run.counts.added, run.counts.setAside, run.counts.nonconforming], [1, 1, 1]);
    assert.deepEqual(await held(id), { 'Jeu described': 0 });
    const [aside] = await scene.navette.control.setAside(run.id, 10);
    assert.deepEqual([aside?.stage, aside?.field], ['validate', 'description']);
    assert.match(
      aside?.reason ?? '',
      /^does not conform to DCAT-AP: description: a dataset must have at least one/,
    );
  });

  it('is looked at again when the policy changes', async () => {
    const { id } = await ran({});
    await applied(id, { policy: 'warn' });
    assert.equal((await harvested(scene.navette, id)).counts.nonconforming, 1);
    await harvested(scene.navette, id, 'forced');
    assert.deepEqual(await held(id), { 'Jeu described': 0, 'Jeu bare': 1 });
  });
});

function told(losses: readonly unknown[] = []): string[] {
  return z
    .array(z.object({ field: z.string(), reason: z.string() }))
    .parse(losses)
    .filter(({ reason }) => reason.startsWith('DCAT-AP'))
    .map(({ field, reason }) => `${field} ${reason}`);
}
