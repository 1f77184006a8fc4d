import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { ABSENT, EXPRESSION_MS } from './jsonata-limits.ts';

/** An expression that failed, ran away, or made too much: in words. */
export class JsonataTrouble extends Error {
  override readonly name = 'JsonataTrouble';
}

interface Question {
  expression: string;
  items: readonly { input: unknown; value: unknown }[];
  dataset: unknown;
}

const Answer = z.union([z.object({ results: z.array(z.unknown()) }), z.object({ trouble: z.string() })]);
type Answer = z.infer<typeof Answer>;

/** Its own limit stops an expression first; this one is for what it cannot see: a pattern that backtracks for ever, one huge call. */
const KILL_MS = EXPRESSION_MS + 1_000;
const START_MS = 60_000;
/** What an expression may use of memory, with the library itself. */
const HEAP_MB = 64;

/**
 * Evaluates an expression for each item, in a process of its own: whatever it does, nothing else waits for it, it can be
 * stopped from outside, and when it runs out of memory nobody else does. Evaluations take turns.
 */
export function evaluate(expression: string, items: Question['items'], dataset: unknown): Promise<unknown[]> {
  const turn = queue.then(() => ask({ expression, items, dataset }));
  queue = turn.catch(() => undefined);
  return turn;
}

let queue: Promise<unknown> = Promise.resolve();
let evaluator: ChildProcess | undefined;

async function ask(question: Question): Promise<unknown[]> {
  evaluator ??= await start();
  const answer = await answerOf(evaluator, question);
  if ('trouble' in answer) throw new JsonataTrouble(answer.trouble);
  return answer.results;
}

function answerOf(child: ChildProcess, question: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      clearTimeout(late);
      child.off('message', told).off('exit', gone);
      child.channel?.unref();
      resolve(answer);
    };
    const abandon = (trouble: string): void => {
      evaluator = undefined;
      child.kill('SIGKILL');
      end({ trouble });
    };
    const told = (message: unknown): void => end(withAbsent(Answer.parse(message)));
    const gone = (): void => abandon(`the expression used more than ${HEAP_MB} MB, or broke its process`);
    const late = setTimeout(
      () => abandon(`the expression ran for more than ${KILL_MS / 1_000} s and was stopped`),
      KILL_MS,
    );
    child.channel?.ref();
    child.on('message', told).on('exit', gone);
    child.send(question);
  });
}

function start(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(program()), [], {
    // Nothing of our environment: secrets are there.
    env: {},
    execArgv: [`--max-old-space-size=${HEAP_MB}`, ...loader()],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  return new Promise((resolve, reject) => {
    const broken = (): void => {
      clearTimeout(late);
      reject(new Error('the process for expressions did not start'));
    };
    const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
    child.once('exit', broken).on('error', broken);
    child.once('message', () => {
      clearTimeout(late);
      child.off('exit', broken);
      resolve(child);
    });
  });
}

/** Absence does not survive JSON within a list. */
function withAbsent(answer: Answer): Answer {
  if ('trouble' in answer) return answer;
  return { results: answer.results.map((result) => (result === ABSENT ? undefined : result)) };
}

const isSource = import.meta.url.endsWith('.ts');

function program(): URL {
  return new URL(`./jsonata-process.${isSource ? 'ts' : 'js'}`, import.meta.url);
}

/** From sources, the process has to learn TypeScript first. */
function loader(): string[] {
  return isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
}
