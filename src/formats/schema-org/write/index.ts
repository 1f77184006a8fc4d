import type { Dataset } from '../../../model/dataset.ts';
import { readRecords } from '../../dcat/index.ts';
import type { Lost, Writer, WrittenDocument } from '../../format.ts';
import { lostBetween } from '../../values/lost.ts';
import { SCHEMA_ORG_LIMITS } from './limits.ts';
import { markupOf } from './markup.ts';

const CONTEXT = 'https://schema.org/';

/** schema.org's Dataset in JSON-LD, as search engines read it in pages. */
export const schemaOrgWriter: Writer = {
  kind: 'schema-org',
  title: 'schema.org in JSON-LD',
  lost,
  open: graph,
};

function graph(): WrittenDocument {
  let isFirst = true;
  return {
    head: () => `{\n  "@context": "${CONTEXT}",\n  "@graph": [\n`,
    record(dataset) {
      const text = `${isFirst ? '' : ',\n'}${JSON.stringify(markupOf(dataset), undefined, 2)}`;
      isFirst = false;
      return text;
    },
    tail: () => '\n  ]\n}\n',
    alone,
  };
}

function alone(dataset: Dataset): string {
  return `${JSON.stringify({ '@context': CONTEXT, ...markupOf(dataset) }, undefined, 2)}\n`;
}

/** What the markup does not say, found by reading it again. */
async function lost(dataset: Dataset): Promise<Lost[]> {
  const found: Dataset[] = [];
  for await (const read of readRecords(bytesOf(alone(dataset)), {}))
    if ('record' in read) found.push(read.record.dataset);
  return lostBetween(dataset, found[0], SCHEMA_ORG_LIMITS);
}

// oxlint-disable-next-line require-await -- what is read is asynchronous
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
