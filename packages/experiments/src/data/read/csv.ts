/**
 * A CSV file as a data set: a header with the names of the columns, one of which is the target. Columns of numbers are
 * inputs as they are; of texts each different one is an input of its own, 1 where it stands and 0 elsewhere. Nothing is
 * guessed: a value that is missing or of another kind than its column is refused by row and column. Node only.
 */
import { DataError as CsvDataError } from '@inkgrad/nn';
import { csvRows } from '@inkgrad/nn/node';
import { nearestName, plural } from '@inkgrad/tensor/text';
import { DataError } from '../../errors.ts';
import type { DataPart, DataRequest, DataSet } from '../data-set.ts';
import { holdOut } from './hold-out.ts';
import { describeFile, readBytes } from './read-bytes.ts';
import { classesOf, kindOf, type Targets, valuesOf } from './targets.ts';

/** What stands for nothing, in lower case. */
const missing = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?']);
/** Of a column of texts; more are names or numbers of rows, from which nothing is learnt. */
const mostCategories = 100;

interface Column {
  readonly name: string;
  readonly texts: readonly string[];
  readonly areNumbers: boolean;
}

/** As a spreadsheet counts: the header is row 1. */
const rowNumber = (index: number): number => index + 2;

const isNumber = (text: string): boolean => Number.isFinite(Math.fround(Number(text)));

function checkHeader(file: string, header: readonly string[]): void {
  if (header.length < 2) {
    const sentence = `its first row names ${plural(header.length, 'column')}; at least two are needed, separated by "," or ";".`;
    throw new DataError(file, sentence);
  }
  if (header.every((name) => name !== '' && isNumber(name))) {
    throw new DataError(file, 'its first row is numbers; a row with the names of the columns must come first.');
  }
  const at = header.findIndex((name, index) => name === '' || header.indexOf(name) !== index);
  if (at < 0) return;
  const fault = header[at] === '' ? `column ${at + 1} has no name` : `"${header[at]}" is the name of two columns`;
  throw new DataError(file, `in the header ${fault}.`);
}

/** @throws DataError for a value that is missing, or of another kind than the others of its column */
function columnOf(file: string, name: string, texts: readonly string[]): Column {
  const refuse = (index: number, sentence: string): never => {
    throw new DataError(file, `row ${rowNumber(index)}, column "${name}": ${sentence}`);
  };
  const absent = texts.findIndex((text) => missing.has(text.toLowerCase()));
  if (absent >= 0) refuse(absent, 'the value is missing; fill it in or take the row out.');
  const numbers = texts.filter(isNumber).length;
  if (numbers > 0 && numbers < texts.length) {
    const areNumbers = 2 * numbers >= texts.length;
    const odd = texts.findIndex((text) => isNumber(text) !== areNumbers);
    const others = areNumbers ? 'numbers' : 'texts';
    refuse(odd, `"${texts[odd]}" stands among ${others}; a column has one kind of values.`);
  }
  return { name, texts, areNumbers: numbers > 0 };
}

/** The inputs of a column, named. */
function inputsOf(file: string, { name, texts, areNumbers }: Column): { name: string; values: number[] }[] {
  if (areNumbers) return [{ name, values: texts.map(Number) }];
  const categories = [...new Set(texts)].sort();
  if (categories.length > mostCategories) {
    const sentence = `column "${name}" has ${categories.length} different texts; as an input it may have at most ${mostCategories}, take it out.`;
    throw new DataError(file, sentence, { expected: mostCategories, found: categories.length });
  }
  return categories.map((category) => ({
    name: `${name}=${category}`,
    values: texts.map((text) => Number(text === category)),
  }));
}

function targetsOf(file: string, { name, texts, areNumbers }: Column, request: DataRequest): Targets {
  const what = `the target column "${name}"`;
  if (kindOf(request, areNumbers) === 'classes') return classesOf(file, texts, what);
  if (areNumbers) return valuesOf(Float32Array.from(texts, Number));
  throw new DataError(file, `${what} holds texts such as "${texts[0]}"; with --kind values it must hold numbers.`);
}

async function rowsOf(path: string, bytes: Uint8Array): Promise<string[][]> {
  const [first = ''] = new TextDecoder().decode(bytes.subarray(0, 10_000)).split('\n');
  const separator = ['\t', ';', ','].find((each) => first.includes(each)) ?? ',';
  const rows: string[][] = [];
  try {
    for await (const row of csvRows(bytes, { separator })) rows.push([...row]);
  } catch (error) {
    if (!(error instanceof CsvDataError)) throw error;
    throw new DataError(path, `is no CSV file: ${error.received.replace(/\.$/, '')}.`, {}, { cause: error });
  }
  return rows;
}

/**
 * @throws DataError for what is no CSV file with a header, for columns that are not there, and for any value that is missing
 * or of another kind than its column, by row and column
 */
export async function readCsv(path: string, request: DataRequest): Promise<DataSet> {
  const bytes = await readBytes(path);
  const [header = [], ...rows] = await rowsOf(path, bytes);
  checkHeader(path, header);
  const odd = rows.findIndex((row) => row.length !== header.length);
  if (odd >= 0) {
    const sentence = `row ${rowNumber(odd)} has ${plural(rows[odd]!.length, 'value')}, the header names ${header.length} columns.`;
    throw new DataError(path, sentence, { expected: header.length, found: rows[odd]!.length });
  }
  if (rows.length === 0) throw new DataError(path, 'holds a header and no rows.');
  const target = request.target ?? header.at(-1)!;
  if (!header.includes(target)) {
    const nearest = nearestName(target, header);
    const hint = nearest === undefined ? `its columns are ${header.join(', ')}.` : `did you mean "${nearest}"?`;
    throw new DataError(path, `has no column "${target}"; ${hint}`, { expected: target });
  }
  const columns = header.map((name, at) =>
    columnOf(
      path,
      name,
      rows.map((row) => row[at]!),
    ),
  );
  const inputs = columns.filter(({ name }) => name !== target).flatMap((column) => inputsOf(path, column));
  const { labels, classes, values } = targetsOf(path, columns.find(({ name }) => name === target)!, request);
  const table = Float32Array.from({ length: rows.length * inputs.length }, (_, at) => {
    return inputs[at % inputs.length]!.values[Math.floor(at / inputs.length)]!;
  });
  const whole: DataPart = { inputs: table, labels, values, count: rows.length };
  return {
    ...holdOut(path, whole, 'rows'),
    ...{ shape: [inputs.length], classes, values: values === undefined ? [] : [target], pictures: undefined },
    ...{ source: path, files: [describeFile(path, bytes)], request: { ...request, target } },
    ...{ orientation: { transposed: false, inverted: false }, notices: [] },
  };
}
