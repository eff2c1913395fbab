// `pnpm inkgrad …` and `pnpm reproduce`: builds what is not built yet, in silence unless that fails, and then becomes
// the `inkgrad` command. The same process, so that Ctrl-C and the exit code need no passing on; the folder from which
// pnpm was called, so that relative paths mean what they say.
import { join } from 'node:path';
import { build, root } from './build.mjs';

const code = await build('cli', { quiet: process.argv.includes('--quiet') });
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
