/**
 * Measures, and asserts nothing about time: how a page goes on while 20,000 images train in it, XOR in a page and in Node, a
 * hidden tab and a visible one, and how long an abort takes on each device. Another busy process spoils every figure.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BrowserName,
  browser,
  browserNames,
  closeBrowsers,
  type Opened,
  open,
  resultIn,
} from './support/browsers.ts';
import { type Built, esbuild } from './support/bundlers.ts';

const run = promisify(execFile);
let built: Built;

beforeAll(async () => {
  // The GPU backend is measured with the gpu.js of this checkout.
  const require = createRequire(join(import.meta.dirname, '../../packages/tensor/package.json'));
  built = await esbuild('measure', [`--alias:gpu.js=${dirname(require.resolve('gpu.js/package.json'))}`]);
});
afterAll(closeBrowsers);

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], q: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
/** Not `Math.max` of all: turns are more than a call takes arguments. */
const longest = (values: readonly number[]): number => quantile(values, 1);
const median = (values: readonly number[]): number => quantile(values, 0.5);
const say = (...what: unknown[]): void => console.info(`[load ${loadavg()[0]!.toFixed(1)}]`, ...what);

interface Watched {
  readonly frames: number[];
  readonly turns: number[];
  readonly tasks: number[];
}

const text = ({ frames, turns, tasks }: Watched): string =>
  `frames p50 ${median(frames).toFixed(1)} p95 ${quantile(frames, 0.95).toFixed(1)} longest ${longest(frames).toFixed(1)} ms; ` +
  `turns p95 ${quantile(turns, 0.95).toFixed(1)} longest ${longest(turns).toFixed(1)} ms; ` +
  `tasks over 50 ms: ${tasks.map((task) => task.toFixed(0)).join(' ') || 'none'}`;

const call = <T>({ page }: Opened, name: string, argument?: unknown): Promise<T> =>
  page.evaluate(
    (name, argument) =>
      (globalThis as unknown as { measure: Record<string, (argument: unknown) => Promise<T>> }).measure[name]!(
        argument,
      ),
    name,
    argument,
  ) as Promise<T>;

/**
 * How long tasks of a page's thread keep a processor while 20,000 images train, which other processes spoil least. On one
 * thread: those of several wait for each other without giving their processor away.
 */
async function processorTimes(name: BrowserName): Promise<string> {
  const opened = await open(name, built, { isolated: false }, /./);
  await resultIn(opened);
  await call(opened, 'frames', 20_000);
  interface TraceEvent {
    readonly name: string;
    readonly tid: number;
    readonly pid: number;
    /** Microseconds: when it began, how long it took, and for how long it had a processor. */
    readonly ts: number;
    readonly dur?: number;
    readonly tdur?: number;
  }
  await opened.page.tracing.start({ categories: ['devtools.timeline', 'toplevel', 'blink.user_timing'] });
  await call(opened, 'frames', 20_000);
  const trace = JSON.parse(Buffer.from((await opened.page.tracing.stop())!).toString()) as {
    traceEvents: TraceEvent[];
  };
  await opened.close();
  const events = trace.traceEvents;
  const [begin, end] = ['fit begins', 'fit ends'].map((wanted) => events.find(({ name }) => name === wanted)!);
  const { pid, tid } = begin!;
  const tasks = events
    .filter((event) => event.name === 'RunTask' || event.name === 'ThreadControllerImpl::RunTask')
    .filter((event) => event.pid === pid && event.tid === tid && event.tdur !== undefined)
    .filter(({ ts }) => ts > begin!.ts && ts < end!.ts)
    // The thread's clock jumps at times, every 500 ms and in a page at rest too: by 130 ms in a task of 5.
    .map(({ dur, tdur }) => Math.min(dur!, tdur!) / 1000)
    // Messages to oneself, by which the page is watched, are tasks too.
    .filter((milliseconds) => milliseconds > 1);
  const [p50, p95] = [median(tasks), quantile(tasks, 0.95)];
  return `${tasks.length} over 1 ms, p50 ${p50.toFixed(1)} p95 ${p95.toFixed(1)} longest ${longest(tasks).toFixed(1)} ms`;
}

describe.each(browserNames)('%s', (name) => {
  const isolated = { isolated: true, workers: 'blob:' };
  let opened: Opened;
  beforeAll(async () => {
    // What devices say of shaders and drivers on the console is no matter here.
    opened = await open(name, built, isolated, /./);
    await resultIn(opened);
  });
  afterAll(() => opened.close());

  test('frames while 20,000 images train', async () => {
    interface Frames {
      readonly still: Watched;
      readonly busy: Watched;
      readonly milliseconds: number;
    }
    // Once unseen, as a page's first training also compiles everything.
    await call<Frames>(opened, 'frames', 20_000);
    const { still, busy, milliseconds } = await call<Frames>(opened, 'frames', 20_000);
    say(`${name} at rest: ${text(still)}`);
    say(`${name}, two epochs in ${milliseconds.toFixed(0)} ms: ${text(busy)}`);
    expect(busy.turns.length).toBeGreaterThan(0);
    if (name === 'chromium') say(`${name}, tasks by processor time: ${await processorTimes(name)}`);
  });

  test('XOR', async () => {
    const code = `import { trainXor } from './apps/measure/xor.js'; console.log(JSON.stringify(await trainXor(40)));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname });
    const [inNode, inPage] = [JSON.parse(stdout) as number[], await call<number[]>(opened, 'xor', 40)];
    const compared = (what: string, of: (values: readonly number[]) => number): string =>
      `${what} ${of(inPage).toFixed(1)} ms, in Node ${of(inNode).toFixed(1)}; ${(of(inPage) / of(inNode)).toFixed(2)}×`;
    // The least is what other processes spoil least.
    say(`${name}, XOR: ${compared('median', median)}; ${compared('least', (values) => Math.min(...values))}`);
    expect(inPage).toHaveLength(40);
  });

  test('a hidden tab', async () => {
    interface Epochs {
      readonly milliseconds: number;
      readonly visibility: string;
    }
    const rounds: Epochs[] = [];
    for (let at = 0; at < 3; at++) {
      await opened.page.bringToFront();
      rounds.push(await call<Epochs>(opened, 'epochs'));
      const front = await (await browser(name)).newPage();
      await front.bringToFront();
      rounds.push(await call<Epochs>(opened, 'epochs'));
      await front.close();
    }
    const of = (wanted: string): string => {
      const taken = rounds.filter(({ visibility }) => visibility === wanted).map(({ milliseconds }) => milliseconds);
      return taken.length === 0 ? 'never' : `${median(taken).toFixed(0)} ms`;
    };
    say(`${name}, 20 epochs: visible ${of('visible')}, hidden ${of('hidden')}`);
  });

  test.each(['wasm', 'gpu:webasm', 'gpu:webgl2', 'gpu:webgpu'])('abort on %s', async (device) => {
    interface Aborted {
      readonly absent?: string;
      readonly waits: number[];
      /** Milliseconds of two steps, the kernels' compilation included. */
      readonly firstSteps: number;
      readonly description: string;
    }
    const { absent, waits, firstSteps, description } = await call<Aborted>(opened, 'abort', device);
    if (absent !== undefined) return say(`${name}, abort on ${device}: absent, ${absent}`);
    say(
      `${name}, abort on ${description}: ${waits.map((wait) => wait.toFixed(0)).join(' ')} ms; first steps ${firstSteps.toFixed(0)} ms`,
    );
    expect(waits).toHaveLength(5);
  });
});
