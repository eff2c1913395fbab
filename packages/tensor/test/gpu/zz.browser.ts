import { expect, it } from 'vitest';
import { openGpuDevice } from '../../src/backend/gpu/index.ts';
import { add, tensor, evaluate, mul, sum, dropoutMask, tanh } from '../../src/index.ts';
it('x', async () => {
  const d: any = await openGpuDevice('webgl2');
  const P = WebGL2RenderingContext.prototype as any; const out: string[] = []; let busy = false;
  for (const name of Object.getOwnPropertyNames(P)) { const desc = Object.getOwnPropertyDescriptor(P, name)!; if (typeof desc.value !== 'function' || name === 'getError') continue; const f = desc.value; P[name] = function (...a: any[]) { const r = f.apply(this, a); if (!busy) { busy = true; const e = this.getError(); busy = false; if (e) out.push(name + ' ' + e.toString(16) + ' ' + a.map(String).join(',') ); } return r; }; }
  const t = async (w: string, f: () => Promise<any>) => { try { out.push(w + ' ' + JSON.stringify((await f()).map((x: any) => [...x]))); } catch (e) { out.push(w + ' ' + (e as Error).message); } };
  await t('add', () => evaluate([add(tensor([1, 2, 3]), 1)], d));
  await t('two', () => evaluate([add(tensor([1, 2, 3]), tensor([4,5,6])), mul(tensor([1,2]), 4)], d));
  await t('sum', () => evaluate([sum(tensor([1, 2, 3]))], d));
  console.log(out.join('\n')); expect(1).toBe(1);
});
