/** A static server for one page under one policy: isolated or not, with a strict Content-Security-Policy. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface Policy {
  /** Whether the page is cross-origin isolated. */
  readonly isolated: boolean;
  /** Beside scripts of the page's own origin; `'wasm-unsafe-eval'` by default. */
  readonly scripts?: string;
  /** Beside workers of the page's own origin; none by default. */
  readonly workers?: string;
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css',
};

/** Nothing but the page's own origin; inline scripts by their hashes, as import maps and Next.js have them. */
function contentPolicy({ scripts = "'wasm-unsafe-eval'", workers = '' }: Policy, html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
  );
  const own = "'self'";
  return [
    "default-src 'none'",
    ['script-src', own, scripts, ...inline].join(' '),
    ['worker-src', own, workers].join(' ').trim(),
    `connect-src ${own}`,
    `style-src ${own}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves a folder; `Content-Security-Policy` stands on every answer, so that workers have it too. */
export async function serve(folder: string, policy: Policy): Promise<Served> {
  const isolation: Record<string, string> = policy.isolated
    ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
    : {};
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://localhost').pathname);
    readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path)).then(
      (bytes) => {
        const type = types[extname(path) || '.html'] ?? 'application/octet-stream';
        const html = type.startsWith('text/html') ? bytes.toString() : '';
        const headers = { ...isolation, 'content-type': type, 'content-security-policy': contentPolicy(policy, html) };
        response.writeHead(200, headers).end(bytes);
      },
      () => response.writeHead(404, isolation).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
