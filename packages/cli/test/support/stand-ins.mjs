// @ts-check
/**
 * Loaded with `--import=…/stand-ins.mjs?CASE`: makes imports of gpu.js or webgpu go elsewhere in this process, and in
 * those that it starts, by Node's module hooks. https://nodejs.org/api/module.html#customization-hooks
 */
import { register } from 'node:module';

const standIn = new URL(import.meta.url).search.slice(1);
const [name] = /** @type {[string]} */ (standIn.split('-'));
const play = new URL(
  `./${standIn === 'webgpu-destroyed' ? 'destroyed-webgpu' : 'fake-webgpu'}.mjs?${standIn}`,
  import.meta.url,
);

const hooks = `
  export async function resolve(specifier, context, next) {
    if (specifier !== ${JSON.stringify(name)}) return next(specifier, context);
    switch (${JSON.stringify(standIn.slice(name.length + 1))}) {
      case 'absent':
        throw Object.assign(new Error("Cannot find package '" + specifier + "'"), { code: 'ERR_MODULE_NOT_FOUND' });
      case 'throws':
        return { url: 'data:text/javascript,throw new Error("its binary does not load")', shortCircuit: true };
      case 'destroyed': {
        const { url } = await next(specifier, context);
        return { url: ${JSON.stringify(play.href)} + '&' + url, shortCircuit: true };
      }
      default:
        return { url: ${JSON.stringify(play.href)}, shortCircuit: true };
    }
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
