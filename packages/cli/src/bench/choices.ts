/** What a command line of `bench` asks for, all of it checked before anything is measured. */
import { availableParallelism } from 'node:os';
import { experiments } from '@inkgrad/mnist';
import { suggestionEnding } from '@inkgrad/tensor/text';
import { UsageError } from '../errors.ts';
import { crossoverBackends } from './crossover-subjects.ts';
import { type BenchSuite, benchSuites } from './report.ts';

/** Lists are names separated by commas. */
interface Asked {
  readonly threads?: number;
  /** The suite of that name. */
  readonly crossover?: boolean;
  readonly experiments?: string;
  readonly peers?: string;
  readonly backends?: string;
}

export interface BenchChoices {
  readonly suites: readonly BenchSuite[];
  readonly experiments: readonly string[];
  readonly threads: readonly number[];
  /** Undefined: all. */
  readonly peers: readonly string[] | undefined;
  readonly backends: readonly string[];
}

/** Measured unless others are asked for. */
const publishedNames = Object.keys(experiments);
/** What all programs that are compared can say, as far as they can compute it. */
const benchExperiments: readonly string[] = [...publishedNames, 'keras-convnet'];

/** Fills the tables of another document than the others. */
const suitesOfAll = benchSuites.filter((name) => name !== 'crossover');

function chosenSuites(name: string | undefined, crossover: boolean | undefined): readonly BenchSuite[] {
  if (crossover && name !== undefined && name !== 'crossover') {
    throw new UsageError(`--crossover is a suite of its own: leave out "${name}" or --crossover.`);
  }
  if (crossover) return ['crossover'];
  if (name === undefined || name === 'all') return suitesOfAll;
  const known = [...benchSuites, 'all'];
  if ((benchSuites as readonly string[]).includes(name)) return [name as BenchSuite];
  throw new UsageError(`unknown suite "${name}", known: ${known.join(', ')}${suggestionEnding(name, known)}`);
}

/** The names of a list; undefined for no list. */
function listOf(option: string, text: string | undefined, known: readonly string[]): string[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(
    `--${option}: unknown "${unknown}", known: ${known.join(', ')}${suggestionEnding(unknown, known)}`,
  );
}

/** @throws UsageError for a name that is none */
export async function benchChoices(suite: string | undefined, asked: Asked): Promise<BenchChoices> {
  const suites = chosenSuites(suite, asked.crossover);
  const most = asked.threads ?? availableParallelism();
  const { peerCatalogue } = await import('./peers/catalogue.ts');
  const peers = peerCatalogue(most).map(({ name }) => name);
  return {
    suites,
    experiments: listOf('experiments', asked.experiments, benchExperiments) ?? publishedNames,
    threads: most > 1 ? [1, most] : [1],
    peers: listOf('peers', asked.peers, peers),
    backends: listOf('backends', asked.backends, crossoverBackends) ?? crossoverBackends,
  };
}
