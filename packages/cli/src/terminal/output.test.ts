import { describe, expect, it } from 'vitest';
import { fakeStream } from '../../test/support/fake-stream.ts';
import { colorDepthOf, createOutput, silenced } from './output.ts';

describe('colorDepthOf', () => {
  const terminal = fakeStream({ isTTY: true });
  const pipe = fakeStream();

  it('asks a terminal and uses no colour elsewhere', () => {
    expect(colorDepthOf(terminal, {})).toBe(24);
    expect(colorDepthOf(fakeStream({ isTTY: true, colorDepth: 8 }), {})).toBe(8);
    expect(colorDepthOf(pipe, {})).toBe(1);
    expect(colorDepthOf(terminal, { TERM: 'dumb' })).toBe(1);
  });

  it('honours NO_COLOR above all, but not an empty one', () => {
    expect(colorDepthOf(terminal, { NO_COLOR: '1', FORCE_COLOR: '3' })).toBe(1);
    expect(colorDepthOf(terminal, { NO_COLOR: '' })).toBe(24);
  });

  it('reads FORCE_COLOR as Node does', () => {
    expect(colorDepthOf(pipe, { FORCE_COLOR: '' })).toBe(4);
    expect(colorDepthOf(pipe, { FORCE_COLOR: '2' })).toBe(8);
    expect(colorDepthOf(pipe, { FORCE_COLOR: '3' })).toBe(24);
    expect(colorDepthOf(terminal, { FORCE_COLOR: '0' })).toBe(1);
  });
});

describe('createOutput', () => {
  it('follows the width of a terminal and gives a pipe 80 columns', () => {
    const stream = fakeStream({ isTTY: true, columns: 132 });
    const output = createOutput(stream, {});
    expect(output.columns()).toBe(132);
    stream.columns = 40;
    expect(output.columns()).toBe(40);
    expect(createOutput(fakeStream({ columns: 132 }), {}).columns()).toBe(80);
  });

  it('drops what follows when the reader has gone, without an error', async () => {
    const stream = fakeStream();
    const output = createOutput(stream, {});
    output.line('one');
    stream.fail('EPIPE');
    output.line('two');
    expect(stream.text).toBe('one\n');
    await output.flush();
  });

  it('reports any other failure when flushed', async () => {
    const stream = fakeStream();
    const output = createOutput(stream, {});
    stream.fail('ENOSPC');
    await expect(output.flush()).rejects.toThrow('ENOSPC');
  });

  it('can be silenced', () => {
    const stream = fakeStream({ isTTY: true });
    const output = silenced(createOutput(stream, {}));
    output.line('one');
    output.write('two');
    expect(stream.text).toBe('');
    expect(output.isTerminal).toBe(false);
  });
});
