import { runAll } from '../program.js';

const startWorker = () => new Worker(new URL('../trainer.js', import.meta.url), { type: 'module' });
void runAll(startWorker).then((result) => Object.assign(globalThis, { result }));
