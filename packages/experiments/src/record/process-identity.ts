/**
 * Which process this is, so that another can tell later whether it still runs: a process id alone does not say, as ids
 * are used again. Node only.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Tells apart processes of one id; null where the system does not say. */
  readonly started: string | null;
}

/** Of Linux: the boot, and the clock ticks from it to the start of the process, the 22nd field of its `stat`. */
async function startOnLinux(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name of the program in parentheses, with any characters.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  return `${boot} ${fields[19]}`;
}

/** Of macOS and the BSDs, to the second. */
async function startByPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return stdout.trim();
}

async function startOf(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux') return await startOnLinux(pid);
    return process.platform === 'win32' ? null : await startByPs(pid);
  } catch {
    return null;
  }
}

export async function thisProcess(): Promise<ProcessIdentity> {
  return { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process may still run; of another host nobody here can say that it does not. */
export async function mayRun({ pid, host, started }: ProcessIdentity): Promise<boolean> {
  if (host !== hostname()) return true;
  if (!isThere(pid)) return false;
  const now = await startOf(pid);
  return started === null || now === null || now === started;
}
