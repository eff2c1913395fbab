/** A folder that a test file has for itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Made now, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkgrad-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
