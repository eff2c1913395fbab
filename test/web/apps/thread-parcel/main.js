/** A thread's file of the page's own origin, as Parcel serves it. */
import { trainHere } from '../program.js';

const workerUrl = new URL('npm:@inkgrad/tensor/thread.js', import.meta.url);
void trainHere({ workerUrl }).then((result) => Object.assign(globalThis, { result }));
