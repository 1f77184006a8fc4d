import type { Adapter } from '../../adapters/adapter.ts';
import { fieldsOf } from '../../model/shape.ts';
import type { AddCommands } from '../cli.ts';
import { EXIT } from '../exit.ts';

/** What the optional operations of an adapter let one do. */
const ABILITIES = [
  ['list', 'harvest'],
  ['put', 'push'],
  ['read', 'convert --from'],
  ['project', 'convert --to'],
] as const;

export const adapterCommands: AddCommands = (program, { out, io }, done) => {
  program
    .command('adapters')
    .description('the kinds of remote and their settings')
    .action(async () => {
      const adapters = io.adapters.adapterKinds().flatMap((kind) => io.adapters.adapterOf(kind) ?? []);
      await out.result(adapters.map(described), () => adapters.map(inWords).join('\n\n'));
      done(EXIT.done);
    });
};

function described(adapter: Adapter) {
  return {
    kind: adapter.kind,
    title: adapter.title,
    can: abilities(adapter),
    settings: fieldsOf(adapter.Settings),
  };
}

function inWords(adapter: Adapter): string {
  const fields = fieldsOf(adapter.Settings).map((field) => {
    const marks = [field.type, ...(field.secret ? ['secret'] : []), ...(field.required ? ['required'] : [])];
    return `  ${field.name} (${marks.join(', ')})\n      ${field.description ?? ''}`.trimEnd();
  });
  return [`${adapter.kind}: ${adapter.title} (${abilities(adapter).join(', ')})`, ...fields].join('\n');
}

function abilities(adapter: Adapter): string[] {
  return ABILITIES.flatMap(([operation, name]) => (adapter[operation] === undefined ? [] : [name]));
}
