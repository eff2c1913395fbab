import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForInterrupt, type SignalSource } from './interrupt.ts';

function setUp() {
  const source = new EventEmitter();
  const log: string[] = [];
  let time = 0;
  const interrupt = listenForInterrupt(source as SignalSource, {
    onFirst: (signal) => log.push(`first ${signal}`),
    quit: (code) => log.push(`quit ${code}`),
    now: () => time,
  });
  const send = (signal: string, at: number) => {
    time = at;
    source.emit(signal, signal);
  };
  return { source, log, interrupt, send };
}

describe('listenForInterrupt', () => {
  it('aborts at the first Ctrl-C and quits at the second', () => {
    const { log, interrupt, send } = setUp();
    expect(interrupt.signal.aborted).toBe(false);
    expect(interrupt.exitCode()).toBeUndefined();
    send('SIGINT', 0);
    expect(interrupt.signal.aborted).toBe(true);
    expect(interrupt.exitCode()).toBe(130);
    send('SIGINT', 1000);
    expect(log).toEqual(['first SIGINT', 'quit 130']);
  });

  it('takes the same key press, passed on by pnpm, once', () => {
    const { log, send } = setUp();
    send('SIGINT', 0);
    send('SIGINT', 20);
    expect(log).toEqual(['first SIGINT']);
  });

  it('stops cleanly on SIGTERM, with its exit code', () => {
    const { interrupt, send } = setUp();
    send('SIGTERM', 0);
    expect(interrupt.exitCode()).toBe(143);
  });

  it('stops listening when disposed', () => {
    const { source, interrupt } = setUp();
    interrupt.dispose();
    expect(source.eventNames()).toEqual([]);
  });
});
