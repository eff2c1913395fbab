#!/usr/bin/env node
// The executable: checks what it needs to start at all, then hands over to dist/main.js. Plain JavaScript that an old
// Node can still parse, so that it can say what is wrong.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`inkgrad: needs Node 20.19 or newer, this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  import('../dist/main.js').then(
    ({ main }) => main(process.argv.slice(2)),
    (error) => {
      const unbuilt = error.code === 'ERR_MODULE_NOT_FOUND' && String(error.message).includes('dist');
      console.error(unbuilt ? 'inkgrad: not built yet; run "pnpm build" in the checkout first.' : error);
      process.exitCode = 1;
    },
  );
}
