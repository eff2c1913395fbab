/** Data that stays in the page while a worker trains on it: read there in blocks, each handed over as a copy. */

import { type ArrayLikes, namedArrays } from '../data/named-arrays.ts';
import type { NumberArray } from '../data/number-array.ts';
import { type CheckedSource, type DataSource, openSource } from '../data/source.ts';
import type { Answer, Channel } from './channel.ts';
import type { BlockRequest, RemoteArrays, RemoteSource } from './protocol.ts';

/** The page's side. */
export class OfferedSources {
  readonly #sources: CheckedSource[] = [];

  /** @throws DataError for what cannot be read */
  offer(what: string, data: ArrayLikes): RemoteArrays {
    return namedArrays(what, data).map(([name, value]) => [name, this.offerOne(name ?? what, value)] as const);
  }

  offerOne(name: string, value: unknown): RemoteSource {
    const source = openSource(name, value);
    const id = this.#sources.push(source) - 1;
    return { id, shape: [source.count, ...source.sampleShape] };
  }

  async read({ id, start, count }: BlockRequest): Promise<Answer> {
    // A copy, as what is handed over is gone here.
    const block = (await this.#sources[id]!.read(start, count)).slice();
    return [block, [block.buffer]];
  }
}

/** The worker's side. */
export function remoteData(channel: Channel, arrays: RemoteArrays): ArrayLikes {
  const [[name, only] = []] = arrays;
  if (arrays.length === 1 && name === undefined) return remoteSource(channel, only!);
  return Object.fromEntries(arrays.map(([own, source]) => [own!, remoteSource(channel, source)]));
}

export function remoteSource(channel: Channel, { id, shape }: RemoteSource): DataSource {
  return {
    shape,
    read: async (start, count) => {
      const request: BlockRequest = { id, start, count };
      return (await channel.ask('read', request)) as NumberArray;
    },
  };
}
