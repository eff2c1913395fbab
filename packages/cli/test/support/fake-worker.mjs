/** A worker that trains nothing: what it does with a job is said by the job's title. */
import { setTimeout } from 'node:timers/promises';
import { threadId, workerData } from 'node:worker_threads';
import workerpool from 'workerpool';

const { stop, threads } = workerData;

const failed = (kind) => ({ status: 'failed', failure: { kind, message: `a failure of kind ${kind}.` } });

async function untilStopped() {
  while (Atomics.load(stop, 0) === 0) await setTimeout(5);
  return { status: 'interrupted' };
}

const acts = {
  exit: () => process.exit(7),
  throwLater: () => {
    setImmediate(() => {
      throw new Error('nobody caught this');
    });
    return new Promise(() => {});
  },
  numeric: () => failed('numeric'),
  io: () => failed('io'),
  untilStopped,
};

async function run(job, directory) {
  workerpool.workerEmit({ position: { epoch: 1, epochs: 2, step: 1, steps: 2 } });
  workerpool.workerEmit({ notice: `thread ${threadId} of ${threads}` });
  const act = acts[job.title];
  return act === undefined ? { status: 'done', result: { directory }, reused: false } : act();
}

workerpool.worker({ run });
