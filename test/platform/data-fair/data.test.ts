import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import { RemoteFault } from '../../../src/faults.ts';
import type { IncomingData } from '../../../src/platform/data.ts';
import { holdDataset, placesOf, savePending } from '../../../src/ledger/platform-datasets.ts';
import { dataFairId } from '../../../src/platform/data-fair/ids.ts';
import { demandWritten } from '../../../src/platform/written.ts';
import { Scene } from './scene.ts';

const rowsOf = (count: number, changed?: number) =>
  `code,nom,effectif,jour\n${Array.from({ length: count }, (_none, index) => `0${index + 1},"Commune ""${index}""",${index === changed ? 'x' : ''}${index},2024-01-0${(index % 9) + 1}`).join('\n')}\n`;

function csv(datasetId: string, text: string, more: Partial<IncomingData> = {}): IncomingData {
  return {
    datasetId,
    distribution: 'communes',
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
    format: 'csv',
    mediaType: 'text/csv',
    name: 'communes.csv',
    open: () => Readable.from([Buffer.from(text)]),
    ...more,
  };
}

/** Notes how a dataset is, as whoever makes it anew does before anything else. */
async function onPaper(scene: Scene, id: string, publicationSites: string[] = []): Promise<void> {
  const { body } = await scene.call('GET', `datasets/${dataFairId(id)}`);
  const { title, extras } = body;
  const permissions = scene.remote.dataset(dataFairId(id))?.permissions;
  await savePending(scene.ledger.db, id, {
    body: { isMetaOnly: true, title, extras },
    permissions,
    publicationSites,
  });
}

async function paperOf(scene: Scene, id: string): Promise<unknown> {
  return (await placesOf(scene.ledger.db, [id])).get(id)?.pending;
}

describe('data in Data Fair', function () {
  this.timeout(60_000);
  let files: Scene;
  let rows: Scene;

  before(async () => {
    [files, rows] = await Promise.all([Scene.open(), Scene.open({ data: 'rows' })]);
  });
  afterEach(() => {
    for (const scene of [files, rows]) {
      Object.assign(scene.remote.switches, {
        stepMs: 0,
        processingFails: false,
        channelsClosed: false,
        storeBytesMax: -1,
        datasetsMax: -1,
      });
      scene.remote.forgetRates();
    }
  });
  after(async () => {
    await files.close();
    await rows.close();
  });

  const given = async (scene: Scene, id: string, visibility: 'public' | 'private' = 'public') => {
    const write = {
      id,
      dataset: { kind: 'dataset' as const, id, title: { fr: id } },
      visibility,
      harvestedBy: 'moisson',
    };
    demandWritten(await scene.platform.upsert([write], 'test'));
  };
  const fault = (kind: string, words: RegExp) => (error: unknown) => {
    assert.ok(error instanceof RemoteFault);
    assert.equal(error.kind, kind);
    assert.match(error.message, words);
    return true;
  };

  for (const way of ['is heard of in the journal', 'is seen where no WebSocket is let through'])
    it(`a file that takes long to be read ${way}`, async () => {
      const isClosed = way.startsWith('is seen');
      const id = `moisson:long-${isClosed}`;
      await given(files, id);
      Object.assign(files.remote.switches, { stepMs: 3_600_000, channelsClosed: isClosed });
      const looks = () => files.asked.filter((asked) => asked === `GET /datasets/${dataFairId(id)}`).length;
      const bringing = files.platform.importData(csv(id, rowsOf(3)), 'test');
      await sleep(3_000);
      const before = looks();
      files.remote.switches.stepMs = 0;
      files.remote.finishProcessing();
      // Without the journal the next look but one is seconds away; with it the next would be.
      assert.equal((await bringing).action, 'created');
      const after = looks() - before;
      assert.ok(before >= 4 && after >= 1 && after <= 3, `${before} looks, then ${after}`);
      if (isClosed) return;
      // Nothing happened for two seconds, and nobody looked.
      assert.ok(before <= 6, `${before} looks in three seconds`);
    });

  it('is the file of the dataset, and is read there', async () => {
    await given(files, 'moisson:f1', 'private');
    await files.platform.importData(csv('moisson:f1', rowsOf(3)), 'test');
    const { body } = await files.call('GET', `datasets/${dataFairId('moisson:f1')}`);
    assert.deepEqual(
      [body['status'], body['count'], body['isMetaOnly'], body['visibility']],
      ['finalized', 3, undefined, 'private'],
    );
    const raw = await files.call('GET', `datasets/${dataFairId('moisson:f1')}/raw`);
    assert.equal(raw.body['text'], rowsOf(3));
  });

  it('of the same content is not uploaded again, whoever looks', async () => {
    await given(files, 'moisson:f2');
    await files.platform.importData(csv('moisson:f2', rowsOf(3)), 'test');
    files.asked.length = 0;
    await files.platform.importData(csv('moisson:f2', rowsOf(3)), 'test');
    assert.ok(!files.asked.some((asked) => !asked.startsWith('GET')), files.asked.join('\n'));
  });

  it('that somebody replaced there is brought again', async () => {
    await given(files, 'moisson:f3');
    await files.platform.importData(csv('moisson:f3', rowsOf(3)), 'test');
    const form = new FormData();
    form.append('dataset', new Blob(['a,b\n1,2\n']), 'autre.csv');
    await fetch(`${files.remote.publicUrl}/api/v1/datasets/${dataFairId('moisson:f3')}`, {
      method: 'PUT',
      headers: { 'x-apikey': files.remote.key },
      body: form,
    });
    files.remote.finishProcessing();
    assert.equal((await files.platform.importData(csv('moisson:f3', rowsOf(3)), 'test')).action, 'updated');
    assert.equal(
      (await files.call('GET', `datasets/${dataFairId('moisson:f3')}/raw`)).body['text'],
      rowsOf(3),
    );
  });

  it('that Data Fair cannot read is refused with its reason', async () => {
    await given(files, 'moisson:f4');
    files.remote.switches.processingFails = true;
    await assert.rejects(
      files.platform.importData(csv('moisson:f4', rowsOf(2)), 'test'),
      fault('refused', /cannot read the data/),
    );
  });

  it('for which the account has no room is refused, not waited for', async () => {
    await given(files, 'moisson:f5');
    files.remote.switches.storeBytesMax = 10;
    await assert.rejects(
      files.platform.importData(csv('moisson:f5', rowsOf(50)), 'test'),
      fault('refused', /is full/),
    );
    const meanwhile = (await files.platform.entries(['moisson:f5'])).get('moisson:f5');
    assert.deepEqual([meanwhile?.dataset.title, meanwhile?.settling], [{ fr: 'moisson:f5' }, true]);
    files.remote.switches.storeBytesMax = -1;
    // It was taken away to be made anew when that was refused: nothing of it is lost.
    const entry = (await files.platform.entries(['moisson:f5'])).get('moisson:f5');
    assert.deepEqual(
      [entry?.dataset.title, entry?.visibility, entry?.harvestedBy],
      [{ fr: 'moisson:f5' }, 'public', 'moisson'],
    );
    assert.equal((await files.platform.importData(csv('moisson:f5', rowsOf(50)), 'test')).action, 'created');
  });

  it('on their way to a dataset that is made anew leave it in sight, and a crash costs nothing of it', async () => {
    await given(files, 'moisson:f6');
    const id = dataFairId('moisson:f6');
    const before = (await files.platform.entries(['moisson:f6'])).get('moisson:f6');
    await onPaper(files, 'moisson:f6');
    await files.call('DELETE', `datasets/${id}`);
    await files.ledger.db.transaction().execute(async (tx) => {
      assert.ok(await holdDataset(tx, 'moisson:f6'));
      const meanwhile = (await files.platform.entries(['moisson:f6'])).get('moisson:f6');
      assert.deepEqual(
        [meanwhile?.dataset, meanwhile?.visibility, meanwhile?.settling],
        [before?.dataset, 'public', true],
      );
      await assert.rejects(
        files.platform.importData(csv('moisson:f6', rowsOf(2)), 'test'),
        fault('conflict', /made anew/),
      );
      const hinted = await files.ledger.db.transaction().execute((look) => files.feed.look([id], look));
      assert.deepEqual(hinted.gone, []);
    });
    // Whoever held it is no longer there: nobody waits.
    assert.equal((await files.platform.importData(csv('moisson:f6', rowsOf(2)), 'test')).action, 'created');
    assert.deepEqual(
      (await files.platform.entries(['moisson:f6'])).get('moisson:f6')?.dataset,
      before?.dataset,
    );
  });

  it('whose bringer died as soon as they were there get who may see them, and the portals', async () => {
    await given(files, 'moisson:f7');
    const id = dataFairId('moisson:f7');
    const site = 'organization:portail-de-test';
    await files.call('PATCH', `datasets/${id}`, { publicationSites: [site] });
    const permissions = files.remote.dataset(id)?.permissions;
    await onPaper(files, 'moisson:f7', [site]);
    const { title, extras } = (await files.call('GET', `datasets/${id}`)).body;
    await files.call('DELETE', `datasets/${id}`);
    const made = new FormData();
    made.append('body', JSON.stringify({ title, extras }));
    made.append('dataset', new Blob([rowsOf(2)]), 'data.csv');
    const answer = await fetch(`${files.remote.publicUrl}/api/v1/datasets/${id}`, {
      method: 'PUT',
      headers: { 'x-apikey': files.remote.key },
      body: made,
    });
    assert.equal(answer.status, 201);
    const entry = (await files.platform.entries(['moisson:f7'])).get('moisson:f7');
    assert.equal(entry?.visibility, 'public');
    const found = files.remote.dataset(id);
    assert.deepEqual([found?.permissions, found?.publicationSites], [permissions, [site]]);
    assert.equal(await paperOf(files, 'moisson:f7'), undefined);
    await files.call('PUT', `datasets/${id}/permissions`, []);
    assert.equal(
      (await files.platform.entries(['moisson:f7'])).get('moisson:f7')?.visibility,
      'private',
      'and what people say after that stands',
    );
  });

  it('in place of those of another distribution come and go in one transaction', async () => {
    await given(rows, 'moisson:r0');
    await rows.platform.importData(csv('moisson:r0', rowsOf(2)), 'test');
    const other = { ...csv('moisson:r0', rowsOf(3)), distribution: 'other' };
    await rows.ledger.db.transaction().execute(async (tx) => {
      await rows.platform.importData(other, 'test', tx);
      await rows.platform.dropData('moisson:r0', [csv('moisson:r0', '').distribution], tx);
    });
    const left = await rows.platform.dataFiles(['moisson:r0']);
    assert.deepEqual(
      left.map(({ distribution }) => distribution),
      ['other'],
    );
  });

  it('in place of those that the source no longer has are the data of the dataset, not an attachment', async () => {
    for (const [scene, kind] of [
      [files, 'file'],
      [rows, 'rows'],
    ] as const) {
      const id = `moisson:place-${kind}`;
      await given(scene, id);
      const first = csv(id, rowsOf(2));
      await scene.platform.importData(first, 'test');
      const next = { ...csv(id, rowsOf(3)), distribution: 'other', inPlaceOf: [first.distribution] };
      await scene.ledger.db.transaction().execute(async (tx) => {
        await scene.platform.importData(next, 'test', tx);
        await scene.platform.dropData(id, [first.distribution], tx);
      });
      const there = scene.remote.dataset(dataFairId(id));
      assert.deepEqual(
        [there?.count, there?.isRest === true, there?.['attachments']],
        [3, kind === 'rows', []],
      );
      const left = await scene.platform.dataFiles([id]);
      assert.deepEqual(
        left.map(({ distribution, rows: count }) => [distribution, count]),
        [['other', undefined]],
      );
    }
  });

  it('of which only the place was made when their bringer stopped are rows once they are brought again', async () => {
    await given(rows, 'moisson:r9');
    rows.remote.faults.add({ match: { path: '_bulk_lines' }, times: 1, action: { status: 400, body: 'no' } });
    await assert.rejects(rows.platform.importData(csv('moisson:r9', rowsOf(3)), 'test'));
    rows.remote.faults.clear();
    assert.deepEqual(await rows.platform.dataFiles(['moisson:r9']), []);
    const { action, version } = await rows.platform.importData(csv('moisson:r9', rowsOf(3)), 'test');
    assert.deepEqual([action, version], ['created', 1]);
    const there = rows.remote.dataset(dataFairId('moisson:r9'));
    assert.deepEqual([there?.count, there?.isRest, there?.['attachments']], [3, true, []]);
  });

  it('is rows, of which only those are sent that differ', async () => {
    await given(rows, 'moisson:r1');
    await rows.platform.importData(csv('moisson:r1', rowsOf(200)), 'test');
    const id = dataFairId('moisson:r1');
    assert.deepEqual(rows.remote.dataset(id)?.primaryKey, ['code']);
    assert.equal(rows.remote.lines(id).length, 200);
    const before = new Map(rows.remote.lines(id).map((line) => [line['code'], line['_updatedAt']]));
    const text = rowsOf(200).replace('Commune ""7""', 'Commune ""sept""');
    await rows.platform.importData(csv('moisson:r1', text), 'test');
    const changed = rows.remote.lines(id).filter((line) => before.get(line['code']) !== line['_updatedAt']);
    assert.deepEqual(
      changed.map((line) => [line['code'], line['nom']]),
      [['08', 'Commune "sept"']],
    );
  });

  it('is rows that are brought again when half of others came in between, though the source has them as before', async () => {
    await given(rows, 'moisson:r11');
    const first = rowsOf(1_500);
    await rows.platform.importData(csv('moisson:r11', first), 'test');
    const others = first.replaceAll('Commune', 'Ville');
    rows.remote.faults.add({
      match: { path: '_bulk_lines' },
      skip: 1,
      times: 1,
      action: { status: 400, body: '{}' },
    });
    await assert.rejects(
      rows.platform.importData(csv('moisson:r11', others), 'test'),
      fault('refused', /says nothing of the rows/),
    );
    rows.remote.faults.clear();
    const towns = () =>
      rows.remote.lines(dataFairId('moisson:r11')).filter((line) => String(line['nom']).startsWith('Ville'));
    assert.ok(towns().length > 0 && towns().length < 1_500);
    assert.deepEqual(await rows.platform.dataFiles(['moisson:r11']), []);
    await rows.platform.importData(csv('moisson:r11', first), 'test');
    assert.equal(towns().length, 0);
    assert.equal((await rows.platform.dataFiles(['moisson:r11'])).length, 1);
  });

  it('is rows, of which those go that the file has no more', async () => {
    await given(rows, 'moisson:r2');
    await rows.platform.importData(csv('moisson:r2', rowsOf(5)), 'test');
    await rows.platform.importData(csv('moisson:r2', rowsOf(2)), 'test');
    const lines = rows.remote.lines(dataFairId('moisson:r2')).filter((line) => line['_deleted'] !== true);
    assert.deepEqual(lines.map((line) => String(line['code'])).toSorted(), ['01', '02']);
  });

  it('is rows without a key as well, equal ones included', async () => {
    await given(rows, 'moisson:r3');
    const id = dataFairId('moisson:r3');
    await rows.platform.importData(csv('moisson:r3', 'a;b\nx;1\nx;1\ny;1\n'), 'test');
    assert.equal(rows.remote.lines(id).length, 3);
    await rows.platform.importData(csv('moisson:r3', 'a;b\nx;1\ny;1\n'), 'test');
    assert.deepEqual(
      rows.remote
        .lines(id)
        .map((line) => String(line['a']))
        .toSorted(),
      ['x', 'y'],
    );
  });

  it('is rows of the right letters in the encoding of old spreadsheets', async () => {
    await given(rows, 'moisson:r4');
    const content = Buffer.from('nom;population\nRezé;42000\n', 'latin1');
    const incoming = csv('moisson:r4', '', { bytes: content.length, open: () => Readable.from([content]) });
    await rows.platform.importData(incoming, 'test');
    assert.deepEqual(
      rows.remote.lines(dataFairId('moisson:r4')).map((line) => [line['nom'], line['population']]),
      [['Rezé', 42_000]],
    );
  });
});

describe('an account of Data Fair', function () {
  this.timeout(60_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open();
  });
  after(() => scene.close());
  afterEach(() => {
    Object.assign(scene.remote.switches, { datasetsMax: -1, userPerMinute: 100_000 });
    scene.remote.forgetRates();
  });

  const write = (id: string) => ({
    id,
    dataset: { kind: 'dataset' as const, id, title: { fr: id } },
    visibility: 'private' as const,
  });

  it('that may have no more datasets refuses the new one, and takes the others', async () => {
    await scene.platform.upsert([write('la')], 'test');
    scene.remote.switches.datasetsMax = 1;
    const changed = { ...write('la'), dataset: { ...write('la').dataset, title: { fr: 'Changé' } } };
    const results = await scene.platform.upsert([changed, write('nouveau')], 'test');
    assert.deepEqual(
      results.map(({ id, action }) => [id, action]),
      [
        ['la', 'updated'],
        ['nouveau', 'refused'],
      ],
    );
    assert.match(results[1]?.action === 'refused' ? results[1].fault.message : '', /is full/);
  });

  it('that asked too often waits, and is not full', async () => {
    scene.remote.switches.userPerMinute = 1;
    await scene.call('GET', 'datasets?size=0');
    await assert.rejects(
      scene.platform.entries(['la']),
      (error: unknown) =>
        error instanceof RemoteFault && error.kind === 'throttled' && (error.retryAfterMs ?? 0) > 0,
    );
  });

  it('refuses an owner that is none, by name', async () => {
    const [result] = await scene.platform.upsert([{ ...write('proprietaire'), owner: 'la mairie' }], 'test');
    assert.ok(result?.action === 'refused');
    assert.match(result.fault.message, /owner: "la mairie"/);
  });
});
