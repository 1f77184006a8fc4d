import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { PutRequest, PutResult } from '../../../src/adapters/adapter.ts';
import { csw } from '../../../src/adapters/csw/index.ts';
import { CswSettings } from '../../../src/adapters/csw/settings.ts';
import { recordId } from '../../../src/adapters/record-id.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { loopback, visitor } from '../../support/scripted.ts';
import type { Asked, Said } from '../../support/scripted.ts';
import { asking, WATER } from '../asking.ts';
import { exception, GMD } from './catalogue.ts';
import { answerOf, catalogue } from './portal.ts';

const open: { close(): Promise<void> }[] = [];

/** `lie` answers otherwise than was done, `instead` in place of doing anything. */
async function place(lie?: (said: Said, asked: Asked) => Said, instead?: (asked: Asked) => Said | undefined) {
  const held = catalogue(2, { takes: true });
  const remote = await loopback((asked) => {
    const said = instead?.(asked) ?? answerOf(held, asked);
    return lie?.(said, asked) ?? said;
  });
  const visit = visitor(CswSettings, { url: `${remote.url}/csw` });
  open.push(remote, visit);
  const { session } = visit;
  const put = async (more: Partial<PutRequest> = {}): Promise<PutResult> => {
    const result = await csw.put?.(session, asking(more));
    assert.ok(result);
    return result;
  };
  const again = (before: PutResult, more: Partial<PutRequest> = {}): Promise<PutResult> =>
    put({ remoteId: before.remoteId, base: before.base, distributionIds: before.distributionIds, ...more });
  const xml = (id: string): string => held.entries.find((entry) => entry.id === id)?.xml ?? '';
  const edit = (id: string, change: (before: string) => string): void => {
    const entry = held.entries.find((one) => one.id === id);
    assert.ok(entry?.xml);
    const after = change(entry.xml);
    assert.notEqual(after, entry.xml);
    entry.xml = after;
  };
  return { held, remote, session, put, again, xml, edit };
}

const isTransaction = ({ body }: Asked): boolean => body.includes('Transaction');

describe('pushing to a catalogue service', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('makes the record under an id that only its mark gives', async () => {
    const { put, held } = await place();
    const { remoteId } = await put();
    assert.equal(remoteId, recordId('test/here/eau'));
    assert.match(remoteId, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(recordId('test/here/eau'), recordId('test/here/eaux'));
    assert.equal(held.entries.length, 3);
  });

  it('keeps keywords, contacts and elements of others where its own change', async () => {
    const { put, again, xml, edit } = await place();
    const first = await put();
    const word = `<descriptiveKeywords xmlns="${GMD}"><MD_Keywords><keyword><CharacterString xmlns="http://www.isotc211.org/2005/gco">leur mot</CharacterString></keyword></MD_Keywords></descriptiveKeywords>`;
    const purpose = `<purpose xmlns="${GMD}"><CharacterString xmlns="http://www.isotc211.org/2005/gco">leur but</CharacterString></purpose>`;
    edit(first.remoteId, (before) =>
      before
        .replace('<descriptiveKeywords', `${word}<descriptiveKeywords`)
        .replace(/<\/abstract>/, `$&${purpose}`),
    );
    const changed = { ...WATER, keyword: { fr: ['eau potable'] }, description: { fr: 'Autre' } };
    const second = await again(first, { dataset: changed });
    assert.deepEqual(
      second.diff.map(({ field }) => field),
      ['description', 'keyword'],
    );
    const now = xml(first.remoteId);
    for (const kept of ['leur mot', 'leur but', 'eau potable']) assert.ok(now.includes(kept), kept);
    for (const gone of ['fontaine', 'Points d’eau']) assert.ok(!now.includes(gone), gone);
    assert.equal((await again(second, { dataset: changed })).action, 'unchanged');
  });

  it('knows its own record again when the service has respelt it', async () => {
    const { put, again, edit } = await place();
    const first = await put();
    edit(first.remoteId, (before) =>
      before
        .replaceAll(/codeList="[^"]*"/g, 'codeList="http://elsewhere.example.org/codes.xml"')
        .replaceAll('><', '>\n<'),
    );
    assert.equal((await again(first)).action, 'unchanged');
  });

  it('takes a second insertion that the service refuses for what it is', async () => {
    const { put, held } = await place();
    const first = await put();
    // As when the look before the insertion came too early.
    let hidden = 1;
    const second = await place((said, asked) => {
      if (!asked.query.has('id') && !asked.body.includes('Insert')) return said;
      if (asked.query.get('request') === 'GetRecordById' && hidden-- > 0)
        return { ...said, body: said.body.replace(/<MD_Metadata[^]*<\/MD_Metadata>/, '') };
      return said;
    });
    second.held.entries.push(...held.entries.slice(2));
    const result = await second.put();
    assert.deepEqual([result.remoteId, second.held.entries.length], [first.remoteId, 3]);
  });

  it('never writes a record that carries another mark', async () => {
    const { put, again, remote, xml } = await place();
    const first = await put();
    const before = xml(first.remoteId);
    await assert.rejects(
      again(first, { mark: 'other/there/eau' }),
      (error) => error instanceof RemoteFault && error.kind === 'conflict',
    );
    assert.equal(xml(first.remoteId), before);
    assert.equal(remote.asked.filter(isTransaction).length, 1);
  });

  it('does not believe a service that counts no record', async () => {
    const { put } = await place((said, asked) =>
      isTransaction(asked)
        ? { ...said, body: said.body.replace(/totalInserted>1/, 'totalInserted>0') }
        : said,
    );
    // It was made all the same: a look shows it.
    assert.equal((await put()).action, 'created');
    const nothing = await place(undefined, (asked) =>
      asked.body.includes('<csw:Update>')
        ? {
            body: '<csw:TransactionResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"><csw:TransactionSummary><csw:totalUpdated>0</csw:totalUpdated></csw:TransactionSummary></csw:TransactionResponse>',
          }
        : undefined,
    );
    const made = await nothing.put();
    nothing.edit(made.remoteId, (before) => before.replace('>Eau<', '>Mer<'));
    await assert.rejects(
      nothing.again(made),
      (error) => error instanceof RemoteFault && error.kind === 'broken',
    );
  });

  it('tells what the service said when it refuses', async () => {
    const { put } = await place(undefined, (asked) =>
      isTransaction(asked)
        ? exception('InvalidParameterValue', 'Insert', 'dataset of a closed group')
        : undefined,
    );
    await assert.rejects(put(), /closed group/);
  });

  it('is told beforehand that a service takes none', async () => {
    const remote = await loopback((asked) => answerOf(catalogue(1), asked));
    const visit = visitor(CswSettings, { url: `${remote.url}/csw` });
    open.push(remote, visit);
    const { session } = visit;
    const { mayPush, reason } = await csw.probe(session);
    assert.deepEqual(
      [mayPush, reason],
      [false, 'the service declares no Transaction that takes records of ISO 19139'],
    );
  });
});
