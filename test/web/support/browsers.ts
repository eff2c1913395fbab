/**
 * Debian's Chromium and Firefox, headless, and pages in them. `INKGRAD_CHROMIUM` and `INKGRAD_FIREFOX` name other ones.
 * Both are driven by puppeteer-core: Chromium by its own protocol, Firefox by WebDriver BiDi.
 */
import { type Browser, launch } from 'puppeteer-core';
import { type Policy, serve } from './server.ts';

export const browserNames = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof browserNames)[number];

const starts = {
  chromium: () =>
    launch({
      browser: 'chrome',
      executablePath: process.env['INKGRAD_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    }),
  firefox: () =>
    launch({
      browser: 'firefox',
      executablePath: process.env['INKGRAD_FIREFOX'] ?? '/usr/bin/firefox-esr',
    }),
} satisfies Record<BrowserName, () => Promise<Browser>>;

const running = new Map<BrowserName, Promise<Browser>>();

/** One of each for a whole test file. */
export function browser(name: BrowserName): Promise<Browser> {
  const known = running.get(name) ?? starts[name]();
  running.set(name, known);
  return known;
}

export async function closeBrowsers(): Promise<void> {
  await Promise.all([...running.values()].map(async (each) => (await each).close()));
  running.clear();
}

const mostSeconds = 60;

/**
 * What a page left as `globalThis.result`. What it says on its console as an error, or throws, fails.
 * @param expected what it may say all the same; nothing by default
 */
export async function resultOf<T>(
  name: BrowserName,
  { folder, path = '/' }: { readonly folder: string; readonly path?: string },
  policy: Policy,
  expected?: RegExp,
): Promise<T> {
  const served = await serve(folder, policy);
  const page = await (await browser(name)).newPage();
  const errors: string[] = [];
  const note = (text: string): void => {
    if (!expected?.test(text)) errors.push(text);
  };
  page.on('pageerror', (error) => note(error instanceof Error ? error.message : String(error)));
  page.on('console', (message) => message.type() === 'error' && note(message.text()));
  try {
    await page.goto(served.url + path);
    for (let waited = 0; waited < mostSeconds * 10; waited++) {
      const result = await page.evaluate(() => (globalThis as { result?: unknown }).result);
      if (errors.length > 0) throw new Error(`the page says: ${errors.join('\n')}`);
      if (result !== undefined) return result as T;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the page has left no result');
  } finally {
    await page.close();
    await served.close();
  }
}
