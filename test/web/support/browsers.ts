/**
 * Debian's Chromium and Firefox, headless, and pages in them. `INKGRAD_CHROMIUM` and `INKGRAD_FIREFOX` name other ones.
 * Both are driven by puppeteer-core: Chromium by its own protocol, Firefox by WebDriver BiDi.
 */
import { type Browser, launch, type Page } from 'puppeteer-core';
import { chromium } from '../../../vitest.shared.ts';
import { type Policy, serve } from './server.ts';

export const browserNames = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof browserNames)[number];

const starts = {
  chromium: () => launch({ browser: 'chrome', ...chromium }),
  firefox: () =>
    launch({
      browser: 'firefox',
      executablePath: process.env['INKGRAD_FIREFOX'] ?? '/usr/bin/firefox-esr',
      // A page that is driven counts as one that is debugged: each promise would note where it was made, which makes a
      // training of many small steps several times as long as anybody has it.
      extraPrefsFirefox: { 'javascript.options.asyncstack': false },
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

export interface Opened {
  readonly page: Page;
  /** What the page has said on its console as an error, or thrown. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** Opens a page, served under a policy. @param expected errors that are none */
export async function open(
  name: BrowserName,
  { folder, path = '/' }: { readonly folder: string; readonly path?: string },
  policy: Policy,
  expected?: RegExp,
): Promise<Opened> {
  const served = await serve(folder, policy);
  const page = await (await browser(name)).newPage();
  const errors: string[] = [];
  const note = (text: string): void => {
    if (!expected?.test(text)) errors.push(text);
  };
  page.on('pageerror', (error) => note(error instanceof Error ? error.message : String(error)));
  page.on('console', (message) => message.type() === 'error' && note(message.text()));
  await page.goto(served.url + path);
  const close = async (): Promise<void> => {
    await page.close();
    await served.close();
  };
  return { page, errors, close };
}

/** What a page leaves as `globalThis.result`; an error of the page fails. */
export async function resultIn<T>({ page, errors }: Opened): Promise<T> {
  for (let waited = 0; waited < mostSeconds * 10; waited++) {
    const result = await page.evaluate(() => (globalThis as { result?: unknown }).result);
    if (errors.length > 0) throw new Error(`the page says: ${errors.join('\n')}`);
    if (result !== undefined) return result as T;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the page has left no result');
}

/** The result of a page that is opened for it alone. */
export async function resultOf<T>(...[name, place, policy, expected]: Parameters<typeof open>): Promise<T> {
  const opened = await open(name, place, policy, expected);
  try {
    return await resultIn<T>(opened);
  } finally {
    await opened.close();
  }
}
