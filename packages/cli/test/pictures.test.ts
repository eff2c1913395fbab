/** Pictures at the command line: digits that are read, pictures that are refused, and how often, as `pictures` measures it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rasterize } from '@inkgrad/charts';
import { beforeAll, describe, expect, it } from 'vitest';
import { inkgrad } from './support/inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const model = join(folder, 'model');

/** A PNG file of strokes, drawn by what draws charts; 200 × 120, in the file four times as large. */
async function picture(name: string, paths: readonly string[], [ink, paper] = ['#223', '#fff']): Promise<string> {
  const strokes = paths.map((path) => `<path d="${path}"/>`).join('');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120"><rect width="200" height="120" ' +
    `fill="${paper}"/><g fill="none" stroke="${ink}" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">${strokes}</g></svg>`;
  const path = join(folder, name);
  writeFileSync(path, await rasterize(svg, 4));
  return path;
}

const seven = 'M 20 20 H 70 L 40 100';
const zero = 'M 120 60 a 25 38 0 1 0 50 0 a 25 38 0 1 0 -50 0';

const read = async (image: string, ...args: string[]) =>
  inkgrad(['predict', '--model', model, '--image', image, ...args]);

beforeAll(async () => {
  const { exitCode, stderr } = await inkgrad(['run', 'v1', '--epochs', '2', '--quiet', '--out', model]);
  expect([exitCode, stderr]).toEqual([0, '']);
});

describe('predict --image', () => {
  it('reads one digit, dark on light and light on dark', async () => {
    for (const colors of [undefined, ['#f8f8ff', '#2a6a48']] as const) {
      for (const [digit, path] of [
        [7, seven],
        [0, zero],
      ] as const) {
        const { exitCode, stdout } = await read(await picture('one.png', [path], colors && [...colors]), '--json');
        expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ digit, label: null })]);
      }
    }
  });

  it('refuses two digits in one sentence, with exit code 5', async () => {
    const image = await picture('two.png', [seven, zero]);
    const { exitCode, stdout, stderr } = await read(image);
    expect([exitCode, stdout]).toEqual([5, '']);
    const [prefix, rest] = [stderr.slice(0, `inkgrad: ${image}: `.length), stderr.slice(`inkgrad: ${image}: `.length)];
    expect(prefix).toBe(`inkgrad: ${image}: `);
    expect(rest).toMatch(/^2 shapes apart from each other, [^\n]+; expected one digit, cut out one of them\.\n$/);
  });

  it('and for programs with the pieces, in the pixels of the file', async () => {
    const { exitCode, stdout } = await read(await picture('two.png', [seven, zero]), '--json');
    expect(exitCode).toBe(5);
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ kind: 'data', name: 'NoDigitError', reason: 'several', exitCode: 5 });
    const pieces = error['pieces'] as Record<string, number>[];
    const wanted = [
      { left: 64, top: 64, width: 232, height: 352 },
      { left: 464, top: 72, width: 232, height: 336 },
    ];
    expect(pieces).toHaveLength(2);
    for (const box of wanted) {
      // A pixel of the picture that the digit is looked for in is two of the file's.
      const isNear = (piece: Record<string, number>): boolean =>
        Object.entries(box).every(([key, value]) => Math.abs(piece[key]! - value) <= 4);
      expect(pieces.filter(isNear), JSON.stringify(pieces)).toHaveLength(1);
    }
  });

  it.each([
    ['a dash', 'M 60 60 H 130', /lies flat, as a dash does/],
    ['nothing', 'M 0 0', /nothing stands out/],
  ])('refuses %s', async (_, path, reason) => {
    const { exitCode, stderr } = await read(await picture('none.png', [path]));
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(reason);
  });
});

describe('pictures', () => {
  it('prints a row for each way to draw', async () => {
    const { exitCode, stdout } = await inkgrad(['pictures', '--model', model, '--count', '1', '--quiet', '--json']);
    expect(exitCode).toBe(0);
    const { count, rows } = JSON.parse(stdout) as { count: number; rows: Record<string, unknown>[] };
    expect(count).toBe(1);
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) {
      expect((row['right'] as number) + (row['wrong'] as number) + (row['refused'] as number)).toBe(row['count']);
    }
    expect(rows[0]).toMatchObject({ title: 'MNIST’s images themselves', shows: 'digit', count: 1, refused: 0 });
  });

  it('fills a document, and refuses one that has no place before it draws anything', async () => {
    const place = (name: string): string => `<!-- bench:${name} -->\n<!-- /bench:${name} -->\n`;
    const [document, other] = [join(folder, 'tables.md'), join(folder, 'other.md')];
    writeFileSync(document, `# A\n\n${place('pictures')}${place('no-digits')}`);
    writeFileSync(other, place('pictures'));
    const args = ['pictures', '--model', model, '--count', '1', '--quiet', '--docs'];
    const filled = await inkgrad([...args, document]);
    expect(filled.exitCode).toBe(0);
    expect(readFileSync(document, 'utf8')).toMatch(/\| chalk on green +\| .* \|\n/);
    const refused = await inkgrad([...args, other]);
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toMatch(/^inkgrad: .*other\.md: has no place <!-- bench:no-digits -->/);
    expect(readFileSync(other, 'utf8')).toBe(place('pictures'));
  });

  it('has as many digits as there are', async () => {
    const { exitCode, stderr } = await inkgrad(['pictures', '--model', model, '--count', '10000']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--count must be at most 9,?999/);
  });
});
