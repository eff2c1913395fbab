// @ts-check
/**
 * Layers, losses, metrics, optimizers, schedules and initializers are values of long types. Their pages show what people look
 * for instead: the options with what each is for, and a group for each kind.
 */
import { Comment, CommentTag, ReflectionFlag, ReflectionKind } from 'typedoc';

/** @typedef {import('typedoc').DeclarationReflection} Declaration */

const groups = /** @type {Record<string, string>} */ ({
  layer: 'Layers',
  loss: 'Losses',
  metric: 'Metrics',
  optimizer: 'Optimizers',
  schedule: 'Schedules',
  initializer: 'Initializers',
});

/** The groups in the order of the menu. */
export const factoryGroups = Object.values(groups);

/** @param {import('typedoc').ProjectReflection} project */
export function describeFactories(project) {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Variable)) {
    const declaration = /** @type {Declaration} */ (reflection);
    const { type } = declaration;
    if (type?.type !== 'reference' || !/^(?:Layer|Named)Factory$/.test(type.name)) continue;
    const [first, second, third] = type.typeArguments ?? [];
    const kind = type.name === 'LayerFactory' ? 'layer' : first?.type === 'literal' ? String(first.value) : '';
    const fields = type.name === 'LayerFactory' ? second : third;
    const comment = declaration.comment ?? new Comment();
    declaration.comment = comment;
    comment.summary.push({ kind: 'text', text: optionsOf(fields) });
    comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: groups[kind] ?? 'Functions' }]));
    delete type.typeArguments;
    declaration.setFlag(ReflectionFlag.Const, false);
  }
}

/** Options as a table. @param {import('typedoc').SomeType | undefined} fields */
function optionsOf(fields) {
  const all = fields?.type === 'reflection' ? (fields.declaration.children ?? []) : [];
  if (all.length === 0) return '\n\nIt takes no options of its own.';
  const needs = all.map(
    ({ type }) => type?.type === 'reference' && type.typeArguments?.[2]?.toString() === '"required"',
  );
  const order = [...all.keys()].sort((a, b) => Number(needs[b]) - Number(needs[a]) || a - b);
  const rows = order.map((at) => {
    const { name, type, comment } = /** @type {Declaration} */ (all[at]);
    const given = type?.type === 'reference' ? type.typeArguments?.[0] : undefined;
    const needed = needs[at] ? '**Required.**' : '';
    const words = Comment.combineDisplayParts(comment?.summary).replaceAll('\n', ' ');
    return `| \`${name}\` | ${code(given)} | ${[needed, words].filter((part) => part !== '').join(' ')} |`;
  });
  return `\n\n| option | type | for |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

/** A type as it stands in a cell; a long one is named by its documents. @param {import('typedoc').SomeType | undefined} type */
function code(type) {
  const text = type?.toString() ?? '';
  const short = text.includes('"hardSigmoid"') ? 'ActivationName' : text;
  return `\`${short.replaceAll('|', '\\|')}\``;
}
