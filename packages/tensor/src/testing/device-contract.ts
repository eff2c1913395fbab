/** What every device promises besides numbers: errors for wrong bindings, ranges and names, and stable state. */
import { describe, expect, it } from 'vitest';
import type { Device, Executable } from '../backend/device.ts';
import { ArgumentError, BackendError, IndexRangeError, UndeclaredError } from '../errors.ts';
import { evaluate } from '../evaluate.ts';
import { softmaxCrossEntropy } from '../functions/classification.ts';
import { input, tensor } from '../functions/creation.ts';
import { add, mul } from '../functions/elementwise.ts';
import { gather } from '../functions/selection.ts';
import { assign } from '../functions/update.ts';
import { program } from '../graph/program.ts';
import { plan } from '../plan/plan-program.ts';
import { Variable } from '../tensor.ts';

export function describeDeviceContract(device: () => Device): void {
  describe('device contract', () => {
    it('zero-fills, writes ranges and reads ranges', async () => {
      const buffer = device().allocate('i32', 6);
      expect([...(await buffer.read())]).toEqual([0, 0, 0, 0, 0, 0]);
      await buffer.write(Int32Array.of(7, 8), 3);
      expect([...(await buffer.read(2, 4))]).toEqual([0, 7, 8, 0]);
      await expect(buffer.write(Int32Array.of(1, 2), 5)).rejects.toThrow(ArgumentError);
      await expect(buffer.read(-1, 2)).rejects.toThrow(ArgumentError);
      buffer.dispose();
    });

    it('shares state between two plans and keeps it over many steps', async () => {
      const count = new Variable('count', [3]);
      const grow = plan(
        program({ name: 'grow', state: [count], outputs: {}, updates: [assign(count, add(count.tensor, 1))] }),
      );
      const look = plan(program({ name: 'look', state: [count], outputs: { twice: mul(count.tensor, 2) } }));
      const buffer = device().allocate('f32', 3);
      const [growing, looking] = [
        await device().compile(grow, { count: buffer }),
        await device().compile(look, { count: buffer }),
      ];
      await growing.run(41);
      await growing.run(0);
      await growing.run();
      await looking.run();
      expect([...(await looking.read('twice'))]).toEqual([84, 84, 84]);
      expect([...(await buffer.read())]).toEqual([42, 42, 42]);
      for (const disposable of [growing, looking, buffer]) disposable.dispose();
    });

    it('runs a plan at once what it runs with promises, where it can, also after memory has grown', async () => {
      const x = input('x', [3]);
      const y = input('y', [2], 'i32');
      const planned = plan(program({ name: 'direct', inputs: [x, y], outputs: { z: mul(x, 2), w: add(y, 1) } }));
      const buffers = { x: device().allocate('f32', 3), y: device().allocate('i32', 2) };
      const executable = await device().compile(planned, buffers);
      const direct = executable.direct?.(['y', 'x'], ['w', 'z']);
      expect(direct !== undefined).toBe(!device().name.startsWith('gpu'));
      for (let round = 0; round < 3 && direct !== undefined; round++) {
        const [w, z] = [new Int32Array(2), new Float32Array(2)];
        direct([Int32Array.of(round, 7), Float32Array.of(round, 0.5, -1)], [w, z]);
        expect([...w, ...z]).toEqual([round + 1, 8, 2 * round, 1]);
        expect([...(await executable.read('z'))]).toEqual([2 * round, 1, -2]);
        device().allocate('f32', 4_000_000).dispose();
      }
      if (executable.direct !== undefined) {
        expect(() => executable.direct!(['x', 'v'], [])).toThrow(/there is no input v; inputs: x, y/);
        expect(() => executable.direct!([], ['x'])).toThrow(UndeclaredError);
      }
      for (const disposable of [executable, ...Object.values(buffers)]) disposable.dispose();
      if (direct !== undefined) expect(() => direct([], [])).toThrow(BackendError);
    });

    it('refuses bindings that are missing, unknown or of another size', async () => {
      const x = input('x', [2]);
      const planned = plan(program({ name: 'bound', inputs: [x], outputs: { y: add(x, 1) } }));
      const two = device().allocate('f32', 2);
      const three = device().allocate('f32', 3);
      await expect(device().compile(planned, {})).rejects.toThrow(UndeclaredError);
      await expect(device().compile(planned, { x: two, z: two })).rejects.toThrow(UndeclaredError);
      await expect(device().compile(planned, { x: three })).rejects.toThrow(ArgumentError);
      const executable = await device().compile(planned, { x: two });
      await expect(executable.read('nothing')).rejects.toThrow(UndeclaredError);
      await expect(executable.run(-1)).rejects.toThrow(ArgumentError);
      for (const disposable of [executable, two, three]) disposable.dispose();
    });

    it('refuses what is no memory, no data and no name, by the name of what was called', async () => {
      const allocate = device().allocate.bind(device()) as (...given: unknown[]) => unknown;
      for (const dtype of ['f16', undefined, 1]) {
        expect(() => allocate(dtype, 2)).toThrow(/^allocate: dtype must be "f32" or "i32"/);
      }
      for (const length of [-1, 1.5, '2', undefined, 2 ** 30, Number.NaN]) {
        expect(() => allocate('f32', length)).toThrow(/^allocate: length must be a whole number below 2\^30 elements/);
      }
      const buffer = device().allocate('f32', 2);
      const write = buffer.write.bind(buffer) as (...given: unknown[]) => Promise<void>;
      for (const data of [[1, 2], undefined, Float64Array.of(1, 2), 1]) {
        await expect(write(data)).rejects.toThrow(/^write: data must be a Float32Array or an Int32Array, received/);
      }
      await expect(write(Int32Array.of(1, 2))).rejects.toThrow('write: expected data of f32, received i32.');
      await expect(write(Float32Array.of(1), '1')).rejects.toThrow(/^write: offset must be a whole number/);
      await expect(write(Float32Array.of(1), 2)).rejects.toThrow(
        'write: range must be inside [0, 2), received [2, 3).',
      );
      const read = buffer.read.bind(buffer) as (...given: unknown[]) => Promise<unknown>;
      await expect(read(Symbol('s'))).rejects.toThrow(/^read: offset must be a whole number/);
      await expect(read(0, 'all')).rejects.toThrow(/^read: length must be a whole number/);
      await expect(read(1, 2)).rejects.toThrow('read: range must be inside [0, 2), received [1, 3).');
      expect([...(await buffer.read(2))]).toEqual([]);
      buffer.dispose();
    });

    it('refuses what is no plan, no binding, no number of steps and no output', async () => {
      const compile = device().compile.bind(device()) as (...given: unknown[]) => Promise<Executable>;
      const x = input('constructor', [2]);
      const planned = plan(program({ name: 'kinds', inputs: [x], outputs: { y: add(x, 1) } }));
      for (const wrong of [undefined, {}, { ...planned, steps: [{}] }, program({ name: 'p', outputs: {} })]) {
        await expect(compile(wrong, {})).rejects.toThrow(/^compile: plan must be made by plan\(…\), received/);
      }
      for (const wrong of [undefined, [], new Map()]) {
        await expect(compile(planned, wrong)).rejects.toThrow(/^compile: bindings must be an object with a buffer for/);
      }
      await expect(compile(planned, {})).rejects.toThrow(
        'program "kinds": bindings lack constructor; they give nothing.',
      );
      await expect(compile(planned, { constructor: Float32Array.of(1, 2) })).rejects.toThrow(
        'plan "kinds": constructor must be a buffer of the device (allocate one and write to it), received a Float32Array of 2.',
      );
      const buffer = device().allocate('f32', 2);
      const executable = await compile(planned, { constructor: buffer });
      const run = executable.run.bind(executable) as (steps: unknown) => Promise<void>;
      for (const steps of ['1', 0.5, Number.NaN, null, 2 ** 32]) {
        await expect(run(steps)).rejects.toThrow(/^run: steps must be a whole number in \[0, 2³²\), received/);
      }
      const read = executable.read.bind(executable) as (output: unknown) => Promise<unknown>;
      await expect(read(0)).rejects.toThrow('read: output must be the name of an output, received 0.');
      await expect(read('toString')).rejects.toThrow('program "kinds": there is no output toString; outputs: y.');
      for (const disposable of [executable, buffer]) disposable.dispose();
    });

    it('names an index that is out of range', async () => {
      const table = tensor([[1], [2], [3]]);
      await expect(evaluate([gather(table, tensor([0, 3], [2], 'i32'))], device())).rejects.toThrow(IndexRangeError);
      await expect(evaluate([gather(table, tensor([0, -4], [2], 'i32'))], device())).rejects.toThrow(
        'gather: index -4 at position 1 is outside [−3, 3).',
      );
      await expect(
        evaluate([gather(table, tensor([0, -1], [2], 'i32'), { fromEnd: false })], device()),
      ).rejects.toThrow('gather: index -1 at position 1 is outside [0, 3).');
      const labels = tensor([1, 9], [2], 'i32');
      const logits = tensor([
        [0, 1],
        [1, 0],
      ]);
      await expect(evaluate([softmaxCrossEntropy(logits, labels)], device())).rejects.toThrow(/index 9 at position 1/);
    });

    it('says that a disposed executable or buffer is gone', async () => {
      const buffer = device().allocate('f32', 2);
      buffer.dispose();
      await expect(buffer.read()).rejects.toThrow(/disposed/);
      const planned = plan(program({ name: 'gone', outputs: { y: add(tensor([1]), 1) } }));
      const executable = await device().compile(planned, {});
      executable.dispose();
      await expect(executable.run()).rejects.toThrow(/disposed/);
    });
  });
}
