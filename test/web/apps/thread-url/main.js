/** A thread's file of the page's own origin, as webpack and Next.js serve it. */
import { trainHere } from '../program.js';

const workerUrl = new URL('@inkgrad/tensor/thread.js', import.meta.url);
void trainHere({ workerUrl }).then((result) => Object.assign(globalThis, { result }));
