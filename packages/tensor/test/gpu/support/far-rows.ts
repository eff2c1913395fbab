/** Rows of an array with more elements than float32 counts, as all of MNIST has, looked up on a device. */
import { type Device, gather, input, plan, program } from '../../../src/index.ts';

const columns = 784;
/** 2²⁴ elements end in row 21,400. */
const rows = 24_000;
const chosen = Int32Array.of(rows - 1, 0, 21_399, 21_400, 21_401, 22_222, 23_998, 7);

/** A number for each element that float32 holds, different from those of its neighbours in every direction. */
const valueAt = (row: number, column: number): number => ((row * 31 + column * 7) % 1009) / 8;

/** How many of the elements looked up are not those that were stored; 0 is right. */
export async function wrongFarElements(device: Device): Promise<number> {
  const [table, indices] = [input('table', [rows, columns]), input('indices', [chosen.length], 'i32')];
  const buffers = { table: device.allocate('f32', rows * columns), indices: device.allocate('i32', chosen.length) };
  const values = Float32Array.from({ length: rows * columns }, (_, i) => valueAt(Math.floor(i / columns), i % columns));
  await buffers.table.write(values);
  await buffers.indices.write(chosen);
  const planned = plan(
    program({ name: 'far rows', inputs: [table, indices], outputs: { rows: gather(table, indices) } }),
  );
  const executable = await device.compile(planned, buffers);
  await executable.run();
  const found = await executable.read('rows');
  executable.dispose();
  for (const buffer of Object.values(buffers)) buffer.dispose();
  return [...found].filter((value, i) => value !== valueAt(chosen[Math.floor(i / columns)]!, i % columns)).length;
}
