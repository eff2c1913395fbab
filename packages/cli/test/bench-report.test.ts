/** A whole bench report: its JSON, its tables in the terminal and in Markdown, its files and its places in a document. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchReport } from '../src/bench/report.ts';
import { updateDocument, writeBench } from '../src/bench/write.ts';
import { formatTime } from '../src/terminal/format.ts';
import { benchTables, markdownTable, renderBenchTable } from '../src/views/bench-tables.ts';
import { plainLook } from './support/plain-look.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const seconds = (median: number) => ({
  median,
  spread: median / 50,
  minimum: median * 0.9,
  maximum: median * 1.1,
  count: 5,
});
const environment = {
  ...{ inkgrad: '0.1.0', node: '20.20.2', v8: '11.3', system: 'linux', cpu: 'A CPU', cores: 2, memoryBytes: 1e9 },
  startedAt: '2026-01-01T00:00:00.000Z',
};
const peaks = [1, 2].map((threads) => ({ threads, gigaflops: 46 * threads, gigabytes: 110 * threads, fused: false }));
const line = (peer: string, median: number | null, isOwn: boolean, threads: number) => ({
  ...{ experiment: 'v1', peer, title: peer, version: '1', threads, isOwn, epochs: 20 },
  ...{ seconds: median === null ? null : seconds(median), validationAccuracy: 0.97, validationLoss: 0.1 },
  ...{
    slowerThanOwn: median === null ? null : median / 0.08,
    slowerThanOwnOneThread: median === null ? null : median / 0.15,
  },
  ...{ notes: [], problems: median === null ? ['round 1: val_accuracy 0.1'] : [] },
});
const step = {
  ...{ index: 0, kind: 'matmul', label: '64×64×10', seconds: 3e-6, share: 1, flops: 81920, bytes: 21504 },
  ...{ gigaflops: 27.3, gigabytes: 7.2, roofline: 0.6 },
};
const report: BenchReport = {
  environment,
  backendDescription: 'wasm, SIMD',
  loadAverage: { before: 0.1, after: 1.9 },
  peaks,
  kernels: [
    {
      ...{ kernel: 'product | 64×64×10', threads: 1, seconds: seconds(3.3e-6), flops: 81920, bytes: 21504 },
      ...{ gigaflops: 24.8, gigabytes: 6.5, shareOfPeak: 0.54, error: 3e-7 },
    },
  ],
  steps: [
    { model: 'v1', threads: 2, seconds: seconds(9e-5), flops: 5e6, gigaflops: 55, shareOfPeak: 0.6, error: 1e-6 },
  ],
  profiles: [
    {
      ...{ experiment: 'v1', batchSize: 64, backend: 'wasm', backendDescription: 'wasm, 2 threads, SIMD', threads: 2 },
      ...{ runs: 200, unbrokenSeconds: 3.1e-6, peak: peaks[1]!, loadAverage: { before: 0, after: 0 }, environment },
      profile: { seconds: 3e-6, flops: 81920, bytes: 21504, gigaflops: 27.3, steps: [step] },
    },
  ],
  epochs: [{ experiment: 'v1', threads: 2, seconds: seconds(0.08), epochsPerRound: 5, speedup: 1.8 }],
  peers: {
    ...{ rounds: 5, seed: 1, runs: [], absent: [{ title: 'brain.js', reason: 'no batches' }] },
    summary: [line('slow', 66, false, 1), line('inkgrad-2', 0.08, true, 2), line('wrong', null, false, 1)],
  },
};

describe('bench report', () => {
  const folder = temporaryFolder();

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('becomes a table for each suite, peers sorted by time with the reason of those that do not count', () => {
    const tables = benchTables(report);
    expect(tables.map(({ name }) => name)).toEqual(['machine', 'kernels', 'step', 'epoch', 'peers-v1']);
    const peers = tables.at(-1)!;
    expect(peers.rows.map(([title]) => title)).toEqual(['inkgrad-2', 'slow', 'wrong']);
    expect(peers.rows[1]).toEqual(expect.arrayContaining(['66.0 s', '825×', '440×']));
    expect(peers.rows[2]![3]).toBe('does not count');
    expect(peers.notes).toEqual(
      expect.arrayContaining(['wrong, round 1: val_accuracy 0.1', 'brain.js did not run: no batches']),
    );
    for (const table of tables) {
      expect(renderBenchTable(table, plainLook()).length).toBeGreaterThan(table.rows.length);
      const lines = markdownTable(table).split('\n');
      const cells = lines[0]!.split(' | ').length;
      for (const row of lines.slice(0, 2 + table.rows.length)) {
        expect(row.split(/(?<!\\)\|/).length).toBe(cells + 2);
      }
    }
  });

  it('compares with inkgrad only where it ran', () => {
    const alone = { ...line('slow', 66, false, 1), slowerThanOwn: null, slowerThanOwnOneThread: null };
    const titles = (summary: NonNullable<BenchReport['peers']>['summary']) =>
      benchTables({ ...report, peers: { ...report.peers!, summary } })
        .at(-1)!
        .columns.map(({ title }) => title)
        .filter((title) => title.includes('inkgrad'));
    expect(titles(report.peers!.summary)).toEqual(['× inkgrad, 2 threads', '× inkgrad, 1 thread']);
    expect(titles([alone])).toEqual([]);
  });

  it('writes JSON, Markdown and pictures', async () => {
    const out = join(folder, 'out');
    await writeBench(out, report);
    expect(readdirSync(out).sort()).toEqual([
      ...['bench.json', 'bench.md', 'profile-v1.png', 'profile-v1.svg'],
      ...['seconds-per-epoch-v1.png', 'seconds-per-epoch-v1.svg'],
    ]);
    expect(JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8'))).toEqual(report);
    expect(readFileSync(join(out, 'bench.md'), 'utf8')).toContain('## v1: seconds per epoch');
  });

  it('fills the places of a document that are marked, and refuses one without', async () => {
    const names = benchTables(report).map(({ name }) => name);
    const docs = join(folder, 'docs');
    mkdirSync(docs);
    const file = join(docs, 'performance.md');
    writeFileSync(file, names.map((name) => `<!-- bench:${name} -->\n<!-- /bench:${name} -->\n`).join('\n'));
    await updateDocument(file, report);
    expect(readFileSync(file, 'utf8')).toMatch(/^\| inkgrad-2 +\|/m);
    expect(readdirSync(join(docs, 'images')).sort()).toEqual(['profile-v1.svg', 'seconds-per-epoch-v1.svg']);
    writeFileSync(file, 'no places');
    await expect(updateDocument(file, report)).rejects.toThrow(/bench:machine/);
  });
});

describe('formatTime', () => {
  it('has three digits and a fitting unit', () => {
    expect([2.15e-7, 3.421e-6, 0.00234, 0.0832, 0.412, 66.4].map(formatTime)).toEqual([
      ...['0.215 µs', '3.42 µs', '2.34 ms', '83.2 ms', '0.412 s', '66.4 s'],
    ]);
  });
});
