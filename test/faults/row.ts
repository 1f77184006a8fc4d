import type { World } from './world.ts';

/** One fault: what it is, and what must hold while and after it. */
export interface Row {
  name: string;
  run: (world: World) => Promise<void>;
}

/** Rows in order. Those of a `shared` section look at one event, each from its own side, so that its remotes live until the last. */
export interface Section {
  shared: boolean;
  rows: Row[];
}

/** The same event for all rows that ask for it. */
export function onceFor<T>(make: (world: World) => Promise<T>): (world: World) => Promise<T> {
  const made = new WeakMap<World, Promise<T>>();
  return (world) => {
    const known = made.get(world) ?? make(world);
    made.set(world, known);
    return known;
  };
}
