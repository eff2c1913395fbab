// Targets that do what no target should: the trials of `trial.test.ts`.
import { InkgradError } from '@inkgrad/tensor';

const kept = [];
const tries = {
  accepts: () => {},
  refuses: () => {
    throw new InkgradError('data', 'a file: expected a number, found a text.');
  },
  'refuses with another kind': () => {
    throw new InkgradError('usage', 'a file: expected a number, found a text.');
  },
  'says nothing': () => {
    throw new InkgradError('data', '');
  },
  'is a defect': () => {
    throw new InkgradError('internal', 'internal: no kernel; please report this.');
  },
  throws: () => null.length,
  exits: () => process.exit(0),
  aborts: () => process.abort(),
  hangs: () => {
    for (;;);
  },
  waits: () => new Promise(() => {}),
  'forgets an error': () => {
    void Promise.reject(new Error('nobody waits for me'));
  },
  'fills the memory': () => {
    kept.push(new Uint8Array(600 * 2 ** 20).fill(1));
  },
  'fills the heap': () => {
    for (;;) kept.push(Array.from({ length: 1e5 }, (_, at) => ({ at })));
  },
};

const anything = new Proxy({}, { get: () => ['data'] });

export const targets = [
  {
    name: 'faulty',
    about: 'nothing',
    kinds: anything,
    open: async () => ({ try: async ({ entry }) => tries[entry](), close: async () => {} }),
  },
];
