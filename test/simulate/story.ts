import { seeded } from '../../src/sandbox/random.ts';

/** What a connector's owner decides, and may decide anew in the middle of a story. */
export interface Policy {
  edits: 'overwrite' | 'keep';
  gone: 'recreate' | 'stop';
  concurrency: number;
  visibility: ('public' | 'private')[];
  /** Only datasets with this keyword. */
  keyword?: string | undefined;
  maxAttempts: number;
}

export type FaultName =
  | '503'
  | '429'
  | '401'
  | 'reset'
  | 'lost answer'
  | 'half body'
  | 'cut json'
  | 'html'
  | 'slow'
  | 'down'
  | '500 on one'
  | 'lost answer on one';

export type Act =
  | 'title'
  | 'description'
  | 'license'
  | 'tag'
  | 'extra'
  | 'file'
  | 'foreign file'
  | 'delete'
  | 'purge';

/** What one write to the platform changes; texts and files get the step's number. */
export interface Edit {
  title?: true;
  description?: true;
  keywords?: string[];
  license?: string | null;
  temporal?: boolean;
  visibility?: 'public' | 'private';
  put?: string;
  drop?: string;
}

export type Op =
  | { do: 'write'; dataset: number; set: Edit }
  | { do: 'delete'; dataset: number }
  | { do: 'announce'; datasets: number[] }
  | { do: 'signal'; connector: number; datasets: number[] }
  | { do: 'pause' | 'resume' | 'retry' | 'mend'; connector: number }
  | { do: 'settings'; connector: number; set: Partial<Policy> }
  | { do: 'pushNow'; connector: number; datasets: number[] }
  | { do: 'fault'; connector: number; fault: FaultName; times: number; dataset: number }
  | { do: 'somebody'; connector: number; dataset: number; act: Act; calm: boolean }
  | { do: 'stop workers' | 'start workers' | 'kill worker' };

/** `n` orders everything that the story writes: it stands in titles, texts and addresses. */
export type Step = Op & { n: number; pauseMs: number };

export interface ConnectorStart {
  kind: 'udata' | 'ckan';
  policy: Policy;
}

export interface Story {
  seed: number;
  /** What happens to workers, which decides with which other stories it may run. */
  workers: 'steady' | 'stopped' | 'killed';
  latencyMs: number;
  searchLagMs: number;
  /** Two connectors of one kind share a portal. */
  connectors: ConnectorStart[];
  datasets: number;
  steps: Step[];
}

export const KEYWORDS = ['eau', 'velo', 'budget', 'arbres', 'ecoles'];
export const LICENSES = ['odc-odbl', 'odc-by'];
export const KEYS = ['csv', 'pdf', 'xlsx', 'geojson'];
const FAULTS: FaultName[] = [
  '503',
  '503',
  '429',
  '401',
  'reset',
  'lost answer',
  'lost answer',
  'half body',
  'cut json',
  'html',
  'slow',
  'slow',
  'down',
  '500 on one',
  'lost answer on one',
];
const ACTS: Act[] = [
  'title',
  'description',
  'license',
  'tag',
  'extra',
  'file',
  'foreign file',
  'foreign file',
  'delete',
  'purge',
];

/** The story of a seed, always the same. */
export function storyOf(seed: number): Story {
  const random = seeded(seed * 2_654_435_761);
  const dice = new Dice(random);
  const workers = seed % 10 === 9 ? 'killed' : seed % 10 === 4 ? 'stopped' : 'steady';
  const connectors = Array.from({ length: dice.below(3) === 0 ? 2 : 1 }, () => ({
    kind: dice.of(['udata', 'ckan'] as const),
    policy: policyOf(dice),
  }));
  const datasets = 3 + dice.below(6);
  const story: Story = {
    seed,
    workers,
    latencyMs: dice.of([0, 5, 15]),
    searchLagMs: dice.of([0, 0, 1_500]),
    connectors,
    datasets,
    steps: [],
  };
  const length = 10 + dice.below(31);
  for (let n = 1; n <= length; n += 1) {
    // A story that begins with nothing on the platform would be mostly about nothing.
    const op = n <= datasets && dice.below(4) > 0 ? writeOf(dice, n - 1) : opOf(dice, story);
    story.steps.push({ ...op, n, pauseMs: dice.below(3) === 0 ? dice.below(250) : 0 });
  }
  return story;
}

class Dice {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  of<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new RangeError('nothing to choose from');
    return found;
  }

  some<T>(list: readonly T[], count: number): T[] {
    return Array.from({ length: count }, () => this.of(list));
  }
}

function policyOf(dice: Dice): Policy {
  return {
    edits: dice.of(['overwrite', 'keep']),
    gone: dice.of(['recreate', 'recreate', 'stop']),
    concurrency: 1 + dice.below(8),
    visibility: dice.of([['public'], ['public'], ['public', 'private']]),
    keyword: dice.below(4) === 0 ? dice.of(KEYWORDS) : undefined,
    maxAttempts: dice.of([2, 12]),
  };
}

function opOf(dice: Dice, story: Story): Op {
  const connector = dice.below(story.connectors.length);
  const dataset = dice.below(story.datasets);
  const all = Array.from({ length: story.datasets }, (_, index) => index);
  const roll = dice.below(100);
  if (roll < 36) return writeOf(dice, dataset);
  if (roll < 42) return { do: 'delete', dataset };
  if (roll < 58) return { do: 'somebody', connector, dataset, act: dice.of(ACTS), calm: dice.below(3) > 0 };
  if (roll < 76) {
    const fault = dice.of(FAULTS);
    return { do: 'fault', connector, fault, times: 1 + dice.below(fault === '503' ? 6 : 3), dataset };
  }
  if (roll < 79) return { do: 'mend', connector };
  if (roll < 82) return { do: dice.of(['pause', 'resume', 'resume']), connector };
  if (roll < 87) return { do: 'settings', connector, set: changeOf(dice) };
  if (roll < 89) return { do: 'retry', connector };
  if (roll < 92) return { do: 'pushNow', connector, datasets: [...new Set(dice.some(all, 2))] };
  if (roll < 94) return { do: 'announce', datasets: dice.some(all, 4) };
  if (roll < 96) return { do: 'signal', connector, datasets: dice.some(all, 4) };
  if (story.workers === 'steady') return writeOf(dice, dataset);
  if (story.workers === 'killed') return { do: 'kill worker' };
  return { do: dice.of(['stop workers', 'start workers']) };
}

function writeOf(dice: Dice, dataset: number): Op {
  const set: Edit = {};
  const roll = dice.below(10);
  if (roll < 4) set.title = true;
  if (roll === 3 || roll === 4) set.description = true;
  if (roll === 5) set.keywords = [...new Set(dice.some(KEYWORDS, dice.below(4)))];
  if (roll === 6) set.license = dice.below(3) === 0 ? null : dice.of(LICENSES);
  if (roll === 7) set.temporal = dice.below(2) === 0;
  if (roll === 8) set.visibility = dice.of(['public', 'private']);
  if (roll === 9 || dice.below(4) === 0) {
    const key = dice.of(KEYS);
    if (dice.below(3) === 0) set.drop = key;
    else set.put = key;
  }
  return { do: 'write', dataset, set };
}

function changeOf(dice: Dice): Partial<Policy> {
  const { edits, gone, concurrency, visibility, keyword } = policyOf(dice);
  return dice.of<Partial<Policy>>([{ edits }, { gone }, { concurrency }, { visibility }, { keyword }]);
}

/** A story as people read it. */
export function linesOf(story: Story): string[] {
  const connectors = story.connectors.map(
    ({ kind, policy }, index) => `connector c${index}: ${kind}, ${JSON.stringify(policy)}`,
  );
  const { latencyMs, searchLagMs, workers } = story;
  return [
    `seed ${story.seed}: workers ${workers}, portals answer after ${latencyMs} ms, searches lag ${searchLagMs} ms`,
    ...connectors,
    ...story.steps.map(lineOf),
  ];
}

function lineOf(step: Step): string {
  const after = step.pauseMs === 0 ? '' : `, then wait ${step.pauseMs} ms`;
  return `${String(step.n).padStart(3)}. ${toldOf(step)}${after}`;
}

function toldOf(step: Step): string {
  const named = (datasets: readonly number[]): string => datasets.map((index) => `d${index}`).join(', ');
  switch (step.do) {
    case 'write':
      return `write d${step.dataset} ${JSON.stringify(step.set)}`;
    case 'delete':
      return `delete d${step.dataset}`;
    case 'announce':
      return `announce ${named(step.datasets)}`;
    case 'signal':
      return `signal ${named(step.datasets)} to c${step.connector}`;
    case 'pushNow':
      return `push now ${named(step.datasets)} to c${step.connector}`;
    case 'settings':
      return `settings of c${step.connector}: ${JSON.stringify(step.set, (_key, value: unknown) => value ?? null)}`;
    case 'fault':
      return `portal of c${step.connector}: ${step.fault}${step.fault.endsWith('one') ? ` (d${step.dataset})` : ''}, ${step.fault === 'down' ? 'until mended' : `${step.times} times`}`;
    case 'somebody':
      return `somebody, ${step.calm ? 'in a calm moment' : 'at any moment'}: ${step.act} of d${step.dataset} on the portal of c${step.connector}`;
    case 'pause':
    case 'resume':
    case 'retry':
    case 'mend':
      return `${step.do} c${step.connector}`;
    default:
      return step.do;
  }
}
