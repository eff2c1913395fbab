/** What every device promises besides numbers: errors for wrong bindings, ranges and names, and stable state. */
import { describe, expect, it } from 'vitest';
import type { Device } from '../backend/device.ts';
import { ArgumentError, IndexRangeError, UndeclaredError } from '../errors.ts';
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

    it('names an index that is out of range', async () => {
      const table = tensor([[1], [2], [3]]);
      await expect(evaluate([gather(table, tensor([0, 3], [2], 'i32'))], device())).rejects.toThrow(IndexRangeError);
      await expect(evaluate([gather(table, tensor([-1], [1], 'i32'))], device())).rejects.toThrow(
        /index -1 at position 0/,
      );
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
