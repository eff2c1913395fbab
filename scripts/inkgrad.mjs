// `pnpm inkgrad …` and `pnpm reproduce`: builds what is not built yet, in silence unless that fails, and then becomes
// the `inkgrad` command. The same process, so that Ctrl-C and the exit code need no passing on; the folder from which
// pnpm was called, so that relative paths mean what they say.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const noticeMilliseconds = 1000;

/** Runs turbo and gives its exit code; what it printed is shown only if it fails. */
function build() {
  const turbo = join(dirname(createRequire(import.meta.url).resolve('turbo/package.json')), 'bin', 'turbo');
  const options = ['run', 'build', '--filter=@inkgrad/cli...', '--output-logs=errors-only', '--ui=stream'];
  const child = spawn(process.execPath, [turbo, ...options], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_PRINT_VERSION_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  child.stderr.on('data', (chunk) => printed.push(chunk));
  // Gone again before the command says anything: nothing stands before its errors.
  const isShown = process.stderr.isTTY && !process.argv.includes('--quiet');
  const show = (text) => isShown && process.stderr.write(text);
  const notice = setTimeout(() => show('Building inkgrad…'), noticeMilliseconds);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(notice);
      show('\r\x1b[K');
      if (code !== 0 && signal === null) process.stderr.write(Buffer.concat(printed));
      resolve(code ?? 130);
    });
  });
}

const code = await build();
if (code === 0) {
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  const bin = join(root, 'packages', 'cli', 'bin', 'inkgrad.js');
  process.argv[1] = bin;
  await import(bin);
} else {
  const message = 'the build failed, see above.';
  console.error(`inkgrad: ${message}`);
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ error: { kind: 'internal', message, exitCode: code } }));
  process.exitCode = code;
}
