import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { isLink } from '../../src/model/link.ts';

/** As the parser sees it, without a shorter way. */
function parsed(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text);
    return ['http:', 'https:', 'ftp:', 'ftps:'].includes(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}

/** What addresses are made of, and what makes them invalid or other than they look. */
const piece = fc.constantFrom(
  'http://',
  'https://',
  'ftp://',
  'HTTP://',
  'javascript:',
  '//',
  '/',
  '\\',
  '?',
  '#',
  '@',
  ':',
  '.',
  '%',
  '~',
  '<',
  '^',
  '|',
  ' ',
  '\t',
  '\n',
  '..',
  'a',
  'data',
  'example.org',
  'EXAMPLE.org',
  'xn--a',
  'xn--',
  'XN--',
  'x_y',
  '-a-',
  '1',
  '0x7f',
  '0x',
  '256',
  '127.0.0.1',
  '[::1]',
  '%41',
  'é',
  '\u00ad',
  '𝒂',
  ':80',
  ':65536',
  ':99999',
  ':443/',
);

describe('An address', () => {
  it('is one that a person may follow just when the parser says so, whatever it looks like', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
        (text) => assert.equal(isLink(text), parsed(text), text),
      ),
      { numRuns: 20_000 },
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()),
        (text) => assert.equal(isLink(text), parsed(text), text),
      ),
      { numRuns: 5_000 },
    );
  });
});
