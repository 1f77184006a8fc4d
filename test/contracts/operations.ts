import type { Operation } from './adapter.ts';
import type { Bench, SessionOptions } from './remote.ts';
import { minimalSample, richSample } from './samples.ts';

export type Has = (operation: Operation) => boolean;

/** One call of an adapter, ready to be made under some trouble. */
export interface Call<S> {
  name: 'probe' | 'list' | 'get' | 'put' | 'update' | 'remove';
  /** What has to be there before; its result goes to `make`. */
  prepare: (bench: Bench<S>) => Promise<string>;
  make: (bench: Bench<S>, prepared: string, options: SessionOptions) => Promise<unknown>;
}

const none = (): Promise<string> => Promise.resolve('');

/** Every call that this adapter knows. */
export function callsOf<S>(has: Has): Call<S>[] {
  const record = async (bench: Bench<S>): Promise<string> =>
    has('put')
      ? (await bench.put(bench.named(minimalSample()))).remoteId
      : '00000000-0000-4000-8000-000000000000';
  const calls: Call<S>[] = [
    {
      name: 'probe',
      prepare: none,
      make: (bench, _prepared, options) => bench.adapter.probe(bench.session(options)),
    },
  ];
  if (has('list')) {
    calls.push({
      name: 'list',
      prepare: none,
      make: (bench, _prepared, options) =>
        bench.list(undefined, { pageSize: 2, kinds: ['dataset'] }, bench.session(options)),
    });
  }
  if (has('get')) {
    calls.push({
      name: 'get',
      prepare: record,
      make: (bench, id, options) => bench.get(id, bench.session(options)),
    });
  }
  if (has('put')) {
    calls.push({
      name: 'put',
      prepare: none,
      make: (bench, _prepared, options) => bench.put(bench.named(richSample()), {}, bench.session(options)),
    });
    calls.push({
      name: 'update',
      prepare: record,
      make: (bench, remoteId, options) =>
        bench.put(bench.named(richSample()), { remoteId }, bench.session(options)),
    });
  }
  if (has('remove')) {
    calls.push({
      name: 'remove',
      prepare: record,
      make: (bench, id, options) => bench.remove(id, undefined, bench.session(options)),
    });
  }
  return calls;
}
