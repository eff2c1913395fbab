/**
 * Where and with what the runs were made.
 */

import { definitions, formatCount, formatFixed, type Html, html } from '@inkgrad/charts';
import type { RunEnvironment } from '../../record/environment.ts';

export function environmentSection(environment: RunEnvironment): Html {
  const { inkgrad, node, v8, system, cpu, cores, memoryBytes, backend, backendDescription } = environment;
  return html`<section id="environment"><h2>Environment</h2>
${definitions([
  ['inkgrad', inkgrad],
  ['Node', node],
  ['V8', v8],
  ['System', system],
  ['Processor', cpu],
  ['Cores', formatCount(cores)],
  ['Memory', `${formatFixed(memoryBytes / 2 ** 30, 1)} GiB`],
  ['Backend', `${backend}: ${backendDescription}`],
])}
</section>`;
}
