/**
 * Damage to JSON: values of another kind, keys twice, absent or misspelt, numbers that are none, nesting without end.
 * Works on a tree that keeps keys that stand twice and texts that are no JSON.
 */
import fc from 'fast-check';

/** Anything else is the text as it is to be printed. */
type Node =
  | { readonly kind: 'object'; readonly entries: [key: string, value: Node][] }
  | { readonly kind: 'list'; readonly items: Node[] }
  | { readonly kind: 'text'; readonly text: string };

const text = (value: string): Node => ({ kind: 'text', text: value });

function treeOf(value: unknown): Node {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'object', entries: Object.entries(value).map(([key, inner]) => [key, treeOf(inner)]) };
  }
  return text(JSON.stringify(value) ?? 'null');
}

function print(node: Node): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'list') return `[${node.items.map(print).join(',')}]`;
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${print(value)}`).join(',')}}`;
}

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

const oddNumbers = [
  '0',
  '-0',
  '-1',
  '1',
  '0.5',
  '1e-400',
  '5e-324',
  '1e39',
  '1e400',
  '-1e400',
  '2147483648',
  '4294967296',
];
const largeNumbers = ['9007199254740993', '1e15', '100000000000000000000', '16384', '65536', '1.0000000000000002'];
const oddTexts = [
  '""',
  '"relu"',
  '"NaN"',
  '"1"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u001b[31mred"',
  '"a\\nb"',
  '"__proto__"',
];
const others = [
  'null',
  'true',
  'false',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":{"a":1}}',
  '{"constructor":1}',
  '{"toString":1}',
  '{"toString":null,"valueOf":{}}',
  '{"length":-1}',
  '{"toJSON":1,"then":1}',
  '{"type":"x"}',
];
const noJson = [
  'NaN',
  'Infinity',
  '-Infinity',
  'True',
  'None',
  'undefined',
  "'a'",
  '01',
  '.5',
  '1.',
  '0x10',
  '1_000',
  '',
  ',',
];
const nested = [
  deep('[', ']', 50),
  deep('[', ']', 3000),
  deep('{"a":', '}', 20).replace(':}', ':0}'),
  `[${'0,'.repeat(2000)}0]`,
];

/** A value that stands where another was. */
const oddValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...oddNumbers, ...largeNumbers) },
  { weight: 4, arbitrary: fc.constantFrom(...oddTexts, ...others) },
  { weight: 1, arbitrary: fc.constantFrom(...noJson) },
  { weight: 1, arbitrary: fc.constantFrom(...nested) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }) },
  { weight: 1, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.nat(5000).map((length) => JSON.stringify('x'.repeat(length))) },
);

const oddKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'length',
    '',
    'layer',
    'epoch',
    '\u001b[31m',
    'a\nb',
    '\ud800',
  ),
  fc.nat(5000).map((length) => 'k'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

type Edit =
  | { readonly kind: 'replace'; readonly at: number; readonly value: string }
  | { readonly kind: 'add'; readonly at: number; readonly key: string; readonly value: string }
  | { readonly kind: 'rename'; readonly at: number; readonly key: string }
  | { readonly kind: 'remove' | 'twice' | 'misspell'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly from: number };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace'), at: fc.nat(), value: oddValue }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add'), at: fc.nat(), key: oddKey, value: oddValue }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename'), at: fc.nat(), key: oddKey }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('remove', 'twice', 'misspell'), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), at: fc.nat(), from: fc.nat() }) },
);

/** A place of a tree: where a value stands. */
interface Place {
  readonly value: Node;
  readonly key?: string;
  put(...entries: (Node | [key: string, value: Node])[]): void;
}

function placesOf(root: Node): Place[] {
  const found: Place[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'object') {
      for (const entry of node.entries) {
        const [key, value] = entry;
        found.push({
          ...{ value, key },
          put: (...news) => {
            const entries = news.map((each): [string, Node] => (Array.isArray(each) ? each : [key, each]));
            node.entries.splice(node.entries.indexOf(entry), 1, ...entries);
          },
        });
        visit(value);
      }
    } else if (node.kind === 'list') {
      for (const [at, value] of node.items.entries()) {
        found.push({
          value,
          put: (...news) => {
            node.items.splice(at, 1, ...news.map((each) => (Array.isArray(each) ? each[1] : each)));
          },
        });
        visit(value);
      }
    }
  };
  visit(root);
  return found;
}

function apply(root: Node, change: Edit): Node {
  const places = placesOf(root);
  const place = places[places.length === 0 ? 0 : change.at % (places.length + 1)];
  // Now and then the whole.
  if (place === undefined) return change.kind === 'replace' ? text(change.value) : root;
  const { value, key } = place;
  switch (change.kind) {
    case 'replace':
      place.put(text(change.value));
      return root;
    case 'add':
      place.put(value, [change.key, text(change.value)]);
      return root;
    case 'rename':
      place.put([change.key, value]);
      return root;
    case 'remove':
      place.put();
      return root;
    case 'twice':
      place.put(value, value);
      return root;
    case 'misspell':
      place.put([`${key ?? ''}s`, value]);
      return root;
    case 'move':
      place.put(text(print(places[change.from % places.length]!.value)));
      return root;
  }
}

/** The JSON of a value with one to three edits; it need not be JSON any more. */
export function damagedJson(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
  return fc.tuple(value, edits).map(([whole, changes]) => print(changes.reduce(apply, treeOf(whole))));
}

export { oddValue as oddJson };
