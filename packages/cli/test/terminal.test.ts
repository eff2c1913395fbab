/**
 * How the command behaves towards its terminal: help, a reader that leaves, a full disk, Ctrl-C, a bar that is redrawn
 * in a real pseudo-terminal.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { hasScript, inTerminal, shell } from './support/shell.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

describe('help', () => {
  it.each([
    '',
    '--help',
    'help',
    'run --help',
    'reproduce --help',
    'predict --help',
    'verify --help',
    'doctor --help',
    'resume --help',
    'runs --help',
    'cv --help',
    'sweep --help',
    'ablate --help',
  ])('inkgrad %s shows an example', async (line) => {
    const { exitCode, stdout, stderr } = await inkgrad(line.split(' ').filter(Boolean));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Usage: inkgrad/);
    expect(stdout).toMatch(/Examples?:\n {2}\$ inkgrad /);
    expect(Math.max(...stdout.split('\n').map((each) => each.length))).toBeLessThanOrEqual(100);
    expect(stderr).toBe('');
  });

  it('loads nothing that only the commands need', async () => {
    const hook = `
      import { registerHooks } from 'node:module';
      export async function resolve(name, context, next) {
        const found = await next(name, context);
        process._rawDebug(found.url);
        return found;
      }`;
    const loader = `data:text/javascript,${encodeURIComponent(hook.replace(/^.*registerHooks.*$/m, ''))}`;
    const { stderr } = await inkgrad(['--help'], {
      env: { NODE_OPTIONS: `--no-warnings --experimental-loader=${loader}` },
    });
    expect(stderr).toContain('/commander/');
    expect(stderr).not.toMatch(/packages\/(tensor|nn|mnist)\//);
    expect(stderr).not.toMatch(/dist\/commands\//);
  });
});

describe('streams', () => {
  it('is quiet when the reader leaves early', async () => {
    const { exitCode, stdout, stderr } = await shell('set -o pipefail; $INKGRAD doctor | head -n 1');
    expect(stdout).toMatch(/^inkgrad .*\n$/);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  it.runIf(existsSync('/dev/full'))('fails with a sentence when stdout cannot be written', async () => {
    const { exitCode, stderr } = await shell('$INKGRAD --version > /dev/full');
    expect(stderr).toContain('inkgrad: write: no space left on the device.');
    expect(exitCode).toBe(1);
  });
});

describe('Ctrl-C', () => {
  function configFile(name: string, units: number, batchSize: number): string {
    const layers = [{ type: 'flatten' }, { type: 'dense', units }, { type: 'dense', units: 10, activation: 'softmax' }];
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify({ name, layers, optimizer: { type: 'adam' }, batchSize, epochs: 100_000 }));
    return path;
  }

  /** Calls `act` once `text` is on stderr. */
  function when(child: ChildProcess, text: string, act: () => void): void {
    let seen = '';
    const listen = (chunk: string): void => {
      seen += chunk;
      if (!seen.includes(text)) return;
      child.stderr!.off('data', listen);
      act();
    };
    child.stderr!.on('data', listen);
  }

  it('once stops cleanly and keeps what was done', async () => {
    const out = join(folder, 'interrupted');
    const args = ['run', configFile('endless', 16, 1), '--data-dir', data, '--out', out, '--json'];
    const { exitCode, stdout, stderr } = await inkgrad(args, {
      started: (child) => when(child, 'Epoch      2/', () => child.kill('SIGINT')),
    });
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/inkgrad: interrupted (in|after) epoch \d+ of 100000.*; what was done is saved in .*\.\n$/);
    const result = JSON.parse(stdout) as { epochs: unknown[]; interrupted: { epoch: number } };
    expect(result.interrupted.epoch).toBe(result.epochs.length);
    expect(JSON.parse(readFileSync(join(out, 'interrupted.json'), 'utf8'))).toEqual(result.interrupted);
    expect(JSON.parse(readFileSync(join(out, 'history.json'), 'utf8')).loss).toHaveLength(result.epochs.length);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['config.json', 'model', 'report.html']));
    const { exitCode: usable } = await inkgrad(['predict', '--model', out, '--index', '0', '--data-dir', data]);
    expect(usable).toBe(0);
  });

  it('twice quits at once', async () => {
    // Wide, on the slowest backend: what is under way at the first Ctrl-C takes seconds.
    const args = ['run', configFile('slow', 2048, 64), '--backend', 'reference', '--data-dir', data];
    const { exitCode, stderr } = await inkgrad([...args, '--out', join(folder, 'quit')], {
      started: (child) => {
        when(child, 'slow  ', () => child.kill('SIGINT'));
        // Not at once: signals within 300 ms are one key press that arrived twice.
        when(child, 'Stopping', () => setTimeout(() => child.kill('SIGINT'), 400));
      },
    });
    expect(exitCode).toBe(130);
    expect(stderr).not.toContain('what was done is saved');
  });
});

describe('a terminal', () => {
  const config = join(folder, 'two-epochs.json');
  const layers = [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }];
  writeFileSync(config, JSON.stringify({ name: 'tty', layers, optimizer: { type: 'adam' }, batchSize: 1, epochs: 2 }));
  const run = (out: string) => `$INKGRAD run ${config} --data-dir ${data} --out ${join(folder, out)}`;
  const redraw = '\r\x1b[K';

  it.runIf(hasScript)('gets a bar that is redrawn in place, in colour, with the time left', async () => {
    const text = await inTerminal(run('model'), 130);
    expect(text).toContain('Epoch 1/2');
    expect(text.split(redraw).filter((bar) => bar.includes(' ETA ')).length).toBeGreaterThan(0);
    expect(text).toContain('\x1b[32m━━');
    expect(text).toMatch(/- val_accuracy: \d\.\d{4}\r\n/);

    const picture = await inTerminal(
      `$INKGRAD predict --model ${join(folder, 'model')} --index 3 --data-dir ${data}`,
      100,
    );
    expect(picture).toContain('\x1b[38;5;16m\x1b[48;5;16m▀');
  });

  it.runIf(hasScript)('never gets a line wider than it is', async () => {
    const text = await inTerminal(`NO_COLOR=1 ${run('narrow')}`, 60);
    const bars = text
      .split(redraw)
      .map((line) => line.split('\r\n')[0]!)
      .filter((line) => line.includes('/640'));
    expect(bars.length).toBeGreaterThan(0);
    for (const bar of bars) expect([...bar].length).toBeLessThanOrEqual(60);
    expect(text).not.toContain('\x1b[3');
  });
});
