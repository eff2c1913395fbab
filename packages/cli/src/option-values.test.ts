import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { share, wholeNumber, wholeNumbers } from './option-values.ts';

const parse = wholeNumber(1, 1000);

it.each(['1', '20', '1000', '+5'])('takes %s', (text) => expect(parse(text)).toBe(Number(text)));

it.each(['0', '-1', '1e9.5', '1e2', '1.0', '0x10', ' 3', '', 'ten', '1001', '99999999999999999999', 'NaN'])(
  'refuses "%s"',
  (text) => expect(() => parse(text)).toThrow(InvalidArgumentError),
);

describe('a list of whole numbers', () => {
  const parseList = wholeNumbers(1, 1000);

  it('takes each once, in rising order', () => expect(parseList('64, 8,64')).toEqual([8, 64]));

  it.each(['', '8,', '8;9', '8,1001', '8,x'])('refuses "%s"', (text) =>
    expect(() => parseList(text)).toThrow(InvalidArgumentError),
  );
});

describe('a share', () => {
  it.each(['0.96', '.5', '1', '1.0', '0.001'])('takes %s', (text) => expect(share(text)).toBe(Number(text)));

  it.each(['0', '0.0', '1.01', '96', '-0.5', '96%', '1e-1', '', '.', 'x'])('refuses "%s"', (text) =>
    expect(() => share(text)).toThrow(InvalidArgumentError),
  );
});
