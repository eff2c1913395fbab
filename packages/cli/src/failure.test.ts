import { ConfigError } from '@inkgrad/experiments';
import { NonFiniteLossError } from '@inkgrad/nn';
import { BackendError, InkgradError, InternalError } from '@inkgrad/tensor';
import { describe, expect, it } from 'vitest';
import { addNote, ThresholdError, UsageError } from './errors.ts';
import { describeFailure, failureJson } from './failure.ts';
import { InterruptedError } from './interrupted-error.ts';

describe('describeFailure', () => {
  it.each([
    [new UsageError('wrong'), 2],
    [new BackendError('gpu', 'no adapter'), 3],
    [new InkgradError('numeric', 'loss is NaN'), 4],
    [new InkgradError('data', 'truncated'), 5],
    [new ThresholdError('too far'), 6],
    [new InkgradError('io', 'cannot write'), 1],
    [new InternalError('broken'), 1],
  ])('maps the kind of %s to its exit code', (error, exitCode) => {
    expect(describeFailure(error).exitCode).toBe(exitCode);
    expect(describeFailure(error).message).toContain(error.message);
  });

  it('makes one sentence of a message of several lines', () => {
    expect(describeFailure(new InterruptedError('first\n  second', 130)).message).toBe('first second.');
    // In an error of inkgrad a line break is part of a name from somewhere, and shown as one.
    expect(describeFailure(new UsageError('unknown key "a\nb"')).message).toBe('unknown key "a\\nb".');
    const hint = new UsageError('unknown key "epoch". Did you mean "epochs"?');
    expect(describeFailure(hint).message).toBe('unknown key "epoch"; did you mean "epochs"?');
  });

  it('says everything that is wrong, a line for each problem', () => {
    const several = ['one is wrong.', 'two too'].map((sentence) => ({ path: '', sentence }));
    expect(describeFailure(new ConfigError('mine.json', several)).message).toBe(
      'mine.json, 2 problems:\n  one is wrong.\n  two too.',
    );
  });

  it('says an interruption, with its own exit code, and a note beside any error', () => {
    const error = new InterruptedError('interrupted; all is kept.', 143);
    expect(describeFailure(error)).toMatchObject({ exitCode: 143, kind: 'interrupted', note: undefined });
    addNote(error, 'It is in runs/x.');
    expect(describeFailure(error).note).toBe('It is in runs/x.');
  });

  it('explains errors of the operating system', () => {
    const error = Object.assign(new Error('EACCES: permission denied, mkdir'), {
      code: 'EACCES',
      syscall: 'mkdir',
      path: '/root/x',
    });
    expect(describeFailure(error)).toMatchObject({ exitCode: 1, message: 'mkdir "/root/x": permission denied.' });
    expect(failureJson(describeFailure(error))).toMatchObject({ kind: 'io', code: 'EACCES', path: '/root/x' });
  });

  it('gives programs the fields of an error, as JSON has them', () => {
    const error = Object.assign(new NonFiniteLossError('training', 2, 5, 10), { loss: Number.NaN });
    expect(failureJson(describeFailure(error))).toEqual({
      ...{ name: 'NonFiniteLossError', kind: 'numeric', message: error.message, exitCode: 4 },
      ...{ phase: 'training', epoch: 2, step: 5, steps: 10, loss: 'NaN' },
    });
  });

  it('calls anything else a defect', () => {
    const { exitCode, message } = describeFailure(new TypeError('x is undefined\n    at somewhere'));
    expect(exitCode).toBe(1);
    expect(message).toMatch(/^internal: TypeError: x is undefined; this is a defect of inkgrad/);
    expect(describeFailure('thrown text').message).toContain('internal: thrown text');
  });
});
