import type { DevOptions } from './options.ts';
import type { Running } from './processes.ts';

/** A running one-machine installation, as a demonstration or a test sees it. */
export interface DevContext {
  dataDir: string;
  databaseUrl: string;
  /** `host:port`. */
  temporalAddress: string;
  /** Temporal's web interface. */
  uiUrl: string;
  apiUrl: string;
  /** The API's token. */
  token: string;
  say: (line: string) => void;
  /**
   * Runs one more program of ours (a path to a `.ts` file) with the environment of the others, until everything
   * stops. Resolves when it has written a line `{"ready":true}`.
   */
  spawn(name: string, program: string, env?: Record<string, string>): Promise<Running>;
  /** Kills the workers as `kill -9` does; they are started again. Resolves when the new ones are ready. */
  killWorkers(): Promise<void>;
  /** Stops a process (`push-worker`, `harvest-worker`, `api`, `temporal`, `database` or one that was spawned) and leaves it down. */
  stop(name: string): Promise<void>;
  /** Starts it again, after a stop or instead of what runs. Resolves when it is ready. */
  restart(name: string): Promise<Running>;
}

/** What has to be there before the workers and the API: what it returns is added to their environment. */
export type Groundwork = (
  context: Pick<DevContext, 'dataDir' | 'apiUrl' | 'spawn'>,
) => Promise<Record<string, string>>;

/** A tour through the product on a running installation. With `check` it ends by itself and throws at what went wrong. */
export type Demo = (
  context: DevContext,
  options: { check: boolean; platform: DevOptions['platform'] },
) => Promise<void>;
