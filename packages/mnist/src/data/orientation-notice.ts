/** What is said of a data set whose images do not look as MNIST's: a sentence, and what the loader could do about it. */

import type { Orientation, OrientationNotice, PictureData } from '@inkgrad/experiments';
import { checkOrientation, type OrientationFinding } from './check-orientation.ts';

type Named = OrientationFinding & { readonly set: string };

const isAlike = (a: Named, b: Named): boolean => a.form === b.form && a.inverted === b.inverted;

function noticeOf(findings: readonly [Named, ...Named[]], { transposed, inverted }: Orientation): OrientationNotice {
  const [finding] = findings;
  const { form } = finding;
  const looks = [...(form === 'upright' ? [] : [form]), ...(finding.inverted ? ['inverted'] : [])].join(' and ');
  const done = transposed || inverted ? ' as they are now' : '';
  const [right, now] = [finding.correlation, finding.asTheyAre].map((value) => value.toFixed(2));
  const sentence =
    `the ${findings.map(({ set }) => set).join(' and ')} images${done} look ${looks}: the mean images of their digits ` +
    `correlate with MNIST's at ${now}, and at ${right} with that undone.`;
  const canMend = form === 'upright' || form === 'transposed';
  const remedy = { transposed: transposed !== (form === 'transposed'), inverted: inverted !== finding.inverted };
  return { sentence, remedy: canMend ? remedy : undefined };
}

/** Looks at both sets of a data set, in whose images `orientation` was done. One notice for both where they are alike. */
export function orientationNotices(
  { train, test }: Pick<PictureData, 'train' | 'test'>,
  orientation: Orientation,
): OrientationNotice[] {
  const looked = (
    [
      ['training', train],
      ['test', test],
    ] as const
  ).flatMap(([set, split]): Named[] => {
    const finding = checkOrientation(split);
    return finding === undefined ? [] : [{ ...finding, set }];
  });
  const wrong = looked.filter(({ form, inverted }) => form !== 'upright' || inverted);
  const [first, ...others] = wrong;
  if (first === undefined) return [];
  if (looked.every((each) => isAlike(each, first))) return [noticeOf([first, ...others], orientation)];
  // What mends one set would spoil the other.
  return wrong.map((each) => ({ ...noticeOf([each], orientation), remedy: undefined }));
}
