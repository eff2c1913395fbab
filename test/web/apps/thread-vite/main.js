/** A thread's file of the page's own origin, as Vite serves it; small files become data: URLs unless they say not to. */
import threadUrl from '@inkgrad/tensor/thread.js?url&no-inline';
import { trainHere } from '../program.js';

globalThis.result = await trainHere({ workerUrl: threadUrl });
