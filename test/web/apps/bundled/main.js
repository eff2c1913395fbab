import { runAll } from '../program.js';

const startWorker = () => new Worker(new URL('../trainer.js', import.meta.url), { type: 'module' });
globalThis.result = await runAll(startWorker);
