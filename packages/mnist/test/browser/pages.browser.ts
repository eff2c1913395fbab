/**
 * The report pages in headless Chromium, opened from disk without a network: nothing is requested, nothing is said on the
 * console, figures can be read and opened by mouse and keyboard, tables sort. Screenshots go to `test-results/pages`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  renderAblation,
  renderComparison,
  renderCrossValidation,
  renderReport,
  renderSweep,
} from '@inkgrad/experiments/node';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  syntheticAblation,
  syntheticComparison,
  syntheticFolds,
  syntheticSweep,
} from '../fixtures/synthetic-laboratory.ts';
import { syntheticContext, syntheticKernel, syntheticV1, syntheticV2 } from '../fixtures/synthetic-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkgrad-pages-'));
const screenshots = fileURLToPath(new URL('../../test-results/pages', import.meta.url));

const views: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1100, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, colorScheme: 'light' },
};

const render: Readonly<Record<string, () => Promise<string>>> = {
  run: () => {
    const firstKernels = [syntheticKernel, undefined];
    return renderReport([syntheticV1, syntheticV2], { ...syntheticContext, firstKernels });
  },
  'cross-validation': () => renderCrossValidation(syntheticFolds, syntheticContext),
  sweep: () => renderSweep(syntheticSweep(3), syntheticContext),
  ablation: () => renderAblation(syntheticAblation, syntheticContext),
  comparison: () => renderComparison(syntheticComparison, syntheticContext),
};
const names = Object.keys(render);

let browser: Browser;
beforeAll(async () => {
  // Without a GPU: drawn by one, screenshots end at its largest texture.
  const { executablePath } = inject('chromium');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  mkdirSync(screenshots, { recursive: true });
  for (const name of names) writeFileSync(join(folder, `${name}.html`), await render[name]!());
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page from disk; what it says on its console and what it requests besides itself fails. */
async function withPage(
  name: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ ...options, offline: true });
  try {
    const page = await context.newPage();
    const said: string[] = [];
    const requested: string[] = [];
    page.on('pageerror', (error) => said.push(error.message));
    page.on('console', (message) => said.push(message.text()));
    const { href } = pathToFileURL(join(folder, `${name}.html`));
    page.on('request', (request) => {
      const url = request.url();
      if (url !== href && !url.startsWith('data:')) requested.push(url);
    });
    await page.goto(href);
    await use(page);
    expect(said).toEqual([]);
    expect(requested).toEqual([]);
  } finally {
    await context.close();
  }
}

const desktop = views['desktop']!;

/** The drawing of a figure that the view shows. */
function plotOf(page: Page, figure: string): Locator {
  return page.locator(`#${figure} .plot`).locator('visible=true');
}

/** Texts of the drawings in sight that reach beyond their drawing, and so are cut. */
function textsBeyondPlots(): string[] {
  const slack = 1.5;
  return [...document.querySelectorAll('.plot')].flatMap((plot) => {
    const { left, right, top, bottom } = plot.getBoundingClientRect();
    if (right === left) return [];
    return [...plot.querySelectorAll('text')].flatMap((text) => {
      const box = text.getBoundingClientRect();
      const isWithin =
        box.left >= left - slack && box.right <= right + slack && box.top >= top - 4 && box.bottom <= bottom + 4;
      return isWithin ? [] : [`${plot.closest('figure')?.id}: ${text.textContent}`];
    });
  });
}

/** Tables of which a part is out of sight, but for matrices: their pictures fit. */
function tablesThatScroll(): string[] {
  return [...document.querySelectorAll('.scroll:not(.code, :has(.matrix))')].flatMap((box) =>
    box.scrollWidth > box.clientWidth + 1 ? [box.ariaLabel ?? ''] : [],
  );
}

describe.each(names)('the page of a %s', (name) => {
  test.each(Object.keys(views))('on a %s: no error, no request, nothing wider than the screen', async (view) => {
    await withPage(name, views[view]!, async (page) => {
      const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content).toBeLessThanOrEqual(screen!);
      const figures = await page.locator('figure').count();
      expect(figures).toBeGreaterThan(0);
      expect(await page.locator('figure .plot').locator('visible=true').count()).toBe(figures);
      expect(await page.evaluate(textsBeyondPlots)).toEqual([]);
      // Only a log that stands beside a published one has more columns than a phone has room for.
      const scrolling = await page.evaluate(tablesThatScroll);
      expect(scrolling.filter((name) => view !== 'phone' || !name.includes('beside published'))).toEqual([]);
      await page.screenshot({ path: join(screenshots, `${name}-${view}.png`), fullPage: true });
    });
  });

  test('on paper: nothing wider or taller than a page, totals once, no part of the dark scheme', async () => {
    // A4 within the margins that the style sheet asks for.
    const [width, height] = [672, 987];
    await withPage(name, { viewport: { width, height }, colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const found = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        tallest: Math.max(...[...document.querySelectorAll('figure')].map((figure) => figure.clientHeight)),
        ground: getComputedStyle(document.body).backgroundColor,
        dark: [...document.querySelectorAll('.plot.dark')].filter((plot) => plot.clientHeight > 0).length,
        totals: [...document.querySelectorAll('tfoot')].map((foot) => getComputedStyle(foot).display),
      }));
      expect(found.width).toBeLessThanOrEqual(width);
      expect(found.tallest).toBeLessThan(height);
      expect(found).toMatchObject({ ground: 'rgb(255, 255, 255)', dark: 0 });
      for (const display of found.totals) expect(display).toBe('table-row-group');
    });
  });

  test('is complete without its script', async () => {
    await withPage(name, { ...desktop, javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('figure .plot').locator('visible=true').count()).toBe(
        await page.locator('figure').count(),
      );
      expect(await page.locator('.hint').locator('visible=true').count()).toBe(0);
    });
  });

  test('gives every readout by keyboard', async () => {
    await withPage(name, desktop, async (page) => {
      const plot = page.locator('figure:has(script) .plot').locator('visible=true').first();
      await plot.focus();
      await page.keyboard.press('ArrowRight');
      const tip = plot.locator('.tip');
      expect(await tip.isVisible()).toBe(true);
      expect((await tip.textContent())!.length).toBeGreaterThan(5);
      await page.keyboard.press('Escape');
      expect(await tip.isVisible()).toBe(false);
    });
  });
});

test('a policy keeps out what the page did not bring', async () => {
  const { said, ran } = await (async () => {
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    await page.goto(pathToFileURL(join(folder, 'run.html')).href);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "replaced"';
      document.head.append(script);
    });
    const title = await page.title();
    await context.close();
    return { said: messages, ran: title === 'replaced' };
  })();
  expect(ran).toBe(false);
  expect(said.join(' ')).toContain('Content Security Policy');
});

describe('the digits of a confusion cell', () => {
  const { data } = syntheticContext;
  /** Test images that show one digit and are answered with another. */
  const indicesOf = (label: number, predicted: number) =>
    Array.from(data.test.labels.keys()).filter(
      (i) => data.test.labels[i] === label && syntheticV1.predictedDigits[i] === String(predicted),
    );

  async function shown(page: Page, figure: string): Promise<string[]> {
    return page.locator(`#${figure} .gallery .digit`).evaluateAll((all) => all.map((each) => each.ariaLabel!));
  }

  test.each(['desktop', 'phone'])('a click on a %s shows those digits, drawn as they are', async (view) => {
    await withPage('run', views[view]!, async (page) => {
      const plot = plotOf(page, 'v1-confusion');
      await plot.scrollIntoViewIfNeeded();
      const rect = plot.locator('rect').nth(4 * 10 + 9);
      await rect.click({ force: true });
      const expected = indicesOf(4, 9).slice(0, 24);
      expect(await shown(page, 'v1-confusion')).toEqual(
        expected.map((index) => `true 4, predicted 9, number ${index}`),
      );
      // The first picture, pixel by pixel: cut from the sprite at the place that its style names.
      const pixels = await page
        .locator('#v1-confusion .digit')
        .first()
        .evaluate(async (digit) => {
          const style = getComputedStyle(digit);
          const [x, y] = style.backgroundPosition.split(' ').map((at) => -Number.parseFloat(at) / 2);
          const image = new Image();
          image.src = style.backgroundImage.slice(5, -2);
          await image.decode();
          const canvas = new OffscreenCanvas(28, 28);
          const context = canvas.getContext('2d')!;
          context.drawImage(image, -x!, -y!);
          return Array.from(context.getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0);
        });
      const ink = Array.from(data.test.inputs.subarray(expected[0]! * 784, (expected[0]! + 1) * 784));
      // 16 grays: half a step is 8.5.
      expect(Math.max(...pixels.map((value, i) => Math.abs(value - ink[i]!)))).toBeLessThanOrEqual(9);
      await page.locator('#v1-confusion').screenshot({ path: join(screenshots, `digits-${view}.png`) });
    });
  });

  test.each(['Enter', ' '])('arrow keys and "%s" do the same', async (key) => {
    await withPage('run', desktop, async (page) => {
      await plotOf(page, 'v1-confusion').focus();
      // The first arrow shows the first cell.
      for (const arrow of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown'])
        await page.keyboard.press(arrow);
      await page.keyboard.press(key);
      expect(await shown(page, 'v1-confusion')).toEqual(
        indicesOf(3, 1)
          .slice(0, 24)
          .map((index) => `true 3, predicted 1, number ${index}`),
      );
    });
  });

  test('a cell without images says so', async () => {
    await withPage('run', desktop, async (page) => {
      await plotOf(page, 'v2-confusion').focus();
      await page.keyboard.press('Enter');
      const gallery = page.locator('#v2-confusion .gallery');
      expect(await gallery.textContent()).toContain('There are no such test images.');
      expect(await gallery.locator('.digit').count()).toBe(0);
    });
  });

  test('of a cross-validation they are training images', async () => {
    await withPage('cross-validation', desktop, async (page) => {
      await plotOf(page, 'folds-confusion').focus();
      await page.keyboard.press('Enter');
      const labels = await shown(page, 'folds-confusion');
      expect(labels.length).toBeGreaterThan(5);
      for (const label of labels) {
        const index = Number(label.match(/number (\d+)$/)![1]);
        expect(data.train.labels[index]).toBe(0);
      }
    });
  });
});

describe('tables', () => {
  test('sort by a click and by keyboard, in both directions', async () => {
    await withPage('sweep', desktop, async (page) => {
      const table = page.locator('#cells table');
      const column = async (index: number) =>
        table
          .locator(`tbody tr > :nth-child(${index + 1})`)
          .evaluateAll((cells) =>
            cells.map((cell) => Number((cell as HTMLElement).dataset['value'] ?? cell.textContent)),
          );
      const head = table.locator('thead th').nth(1);
      const button = head.getByRole('button');
      await button.click();
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      expect(await column(1)).toEqual((await column(1)).toSorted((a, b) => b - a));
      await button.focus();
      await page.keyboard.press('Enter');
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      expect(await column(1)).toEqual((await column(1)).toSorted((a, b) => a - b));
      await table.locator('thead th').nth(2).getByRole('button').click();
      expect(await column(2)).toEqual((await column(2)).toSorted((a, b) => b - a));
      expect(await head.getAttribute('aria-sort')).toBeNull();
    });
  });

  test('keep their last rows last', async () => {
    await withPage('run', desktop, async (page) => {
      const table = page.locator('table:has(tfoot)').first();
      await table.getByRole('button', { name: 'recall' }).click();
      expect(await table.locator('tr').last().textContent()).toContain('mean');
    });
  });
});
