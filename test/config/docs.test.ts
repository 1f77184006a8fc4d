import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { z } from 'zod';
import { adapterKinds, adapterOf } from '../../src/adapters/registry.ts';
import { ConnectorConfig, HarvestConfig } from '../../src/config/connector.ts';
import { parseConnectors } from '../../src/config/parse-connectors.ts';
import { fieldsOf } from '../../src/model/shape.ts';
import { checkRules } from '../../src/rules/check.ts';

describe('docs/connectors.md', () => {
  const read = () => readFile(new URL('../../docs/connectors.md', import.meta.url), 'utf8');

  it('shows an example that is accepted', async () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(await read()) ?? [];
    const { connectors } = z.object({ connectors: z.array(z.unknown()) }).parse(parse(example));
    const { configs, issues } = parseConnectors(connectors, adapterOf, adapterKinds());
    assert.deepEqual(issues, []);
    assert.ok(connectors.length > 0);
    assert.equal(configs.length, connectors.length);
  });

  it('has every key', async () => {
    const text = await read();
    const names = fieldsOf(ConnectorConfig).map((field) =>
      field.name
        .replace(/^(push|harvest)\.((include|exclude|select\.where)\.)?/, '')
        .replace(/^calendar\.(\w+\.)?/, ''),
    );
    assert.deepEqual(
      names.filter((name) => name !== 'select' && !text.includes(`\`${name}\``)),
      [],
    );
  });
});

describe('docs/rules.md', () => {
  it('shows rules that are accepted, with examples that come out', async () => {
    const text = await readFile(new URL('../../docs/rules.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const { harvest } = z.object({ harvest: HarvestConfig }).parse(parse(example));
    assert.equal(harvest.rules?.length, 6);
    assert.deepEqual(await checkRules(harvest.rules ?? [], 'rules'), []);
  });
});
