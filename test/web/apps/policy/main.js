/** Under a Content-Security-Policy: what it allows decides about threads, and says why. */
import { trainHere } from '../program.js';

const described = async (device) => trainHere(device).catch((error) => ({ failed: `${error.name}: ${error.message}` }));
globalThis.result = {
  plain: await described(),
  served: await described({ workerUrl: new URL('./thread.js', import.meta.url).href }),
  asked: await described({ threads: 2 }),
  missing: await described({ workerUrl: new URL('./nowhere.js', import.meta.url).href }),
};
