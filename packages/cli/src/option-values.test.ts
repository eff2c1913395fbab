import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { wholeNumber } from './option-values.ts';

const parse = wholeNumber(1, 1000);

it.each(['1', '20', '1000', '+5'])('takes %s', (text) => expect(parse(text)).toBe(Number(text)));

it.each(['0', '-1', '1e9.5', '1e2', '1.0', '0x10', ' 3', '', 'ten', '1001', '99999999999999999999', 'NaN'])(
  'refuses "%s"',
  (text) => expect(() => parse(text)).toThrow(InvalidArgumentError),
);
