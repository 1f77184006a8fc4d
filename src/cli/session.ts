import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from '../adapters/adapter.ts';
import type { Format, Writer } from '../formats/format.ts';
import { type ApiClient, type Env, apiClient } from './api-client.ts';
import type { Output, Sink } from './output.ts';

/** What the CLI needs of the registry of adapters. */
export interface Adapters {
  adapterOf(kind: string): Adapter | undefined;
  adapterKinds(): string[];
}

/** What the CLI needs of the registry of formats. */
export interface Formats {
  formatOf(kind: string): Format | undefined;
  formatKinds(): string[];
  writerOf(kind: string): Writer | undefined;
  writerKinds(): string[];
}

export type Source = NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };

/** What a program gives the CLI to work with. */
export interface CliIo {
  env: Env;
  stdout: Sink;
  stderr: Sink;
  stdin: Source;
  adapters: Adapters;
  formats: Formats;
  version?: string;
  /** Between two looks at something that is followed; shorter in tests. */
  pollMs?: number;
}

const POLL_MS = 1_000;

/** One call of the CLI. */
export class Session {
  readonly out: Output;
  readonly io: CliIo;
  #api: ApiClient | undefined;

  constructor(io: CliIo, out: Output) {
    this.io = io;
    this.out = out;
  }

  /** Made when the first command needs it: some work without. */
  async api(): Promise<ApiClient> {
    this.#api ??= await apiClient(this.io.env);
    return this.#api;
  }

  async pause(): Promise<void> {
    await sleep(this.io.pollMs ?? POLL_MS);
  }

  async close(): Promise<void> {
    await this.#api?.close();
  }
}
