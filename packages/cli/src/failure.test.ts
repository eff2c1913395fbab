import { BackendError, InkgradError, InternalError } from '@inkgrad/tensor';
import { describe, expect, it } from 'vitest';
import { ThresholdError, UsageError } from './errors.ts';
import { describeFailure } from './failure.ts';

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
    expect(describeFailure(new UsageError('first\n  second')).message).toBe('first second.');
    const hint = new UsageError('unknown key "epoch". Did you mean "epochs"? There are 2 more problems.');
    expect(describeFailure(hint).message).toBe('unknown key "epoch"; did you mean "epochs" (2 more problems)?');
  });

  it('explains errors of the operating system', () => {
    const error = Object.assign(new Error('EACCES: permission denied, mkdir'), {
      code: 'EACCES',
      syscall: 'mkdir',
      path: '/root/x',
    });
    expect(describeFailure(error)).toEqual({ exitCode: 1, message: 'mkdir "/root/x": permission denied.' });
  });

  it('calls anything else a defect', () => {
    const { exitCode, message } = describeFailure(new TypeError('x is undefined\n    at somewhere'));
    expect(exitCode).toBe(1);
    expect(message).toMatch(/^internal: TypeError: x is undefined; this is a defect of inkgrad/);
    expect(describeFailure('thrown text').message).toContain('internal: thrown text');
  });
});
