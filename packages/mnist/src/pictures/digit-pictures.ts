/** Digits drawn into pictures in many ways, all of which are to be read. */
import type { ColorImage } from '../image/color-image.ts';
import {
  black,
  type Color,
  compose,
  cutClose,
  grayPicture,
  type Looks,
  onNothing,
  plain,
  ruled,
  white,
} from './compose.ts';
import { drawShape, type Placing } from './draw.ts';
import { chance, type PictureKind } from './picture-kind.ts';

const side = 280;
/** The digit's longer side. */
const size = 168;
const usual: Placing = { width: side, height: side, size };
const graphite: Color = [35, 35, 45];
const cream = plain([238, 236, 230]);

const signed = (index: number, purpose: number): number => 2 * chance(index, purpose) - 1;

interface Variant {
  readonly placing?: (index: number) => Partial<Placing>;
  readonly looks?: (index: number) => Partial<Looks>;
  readonly after?: (picture: ColorImage) => ColorImage;
  readonly jpeg?: number;
}

/** Black on white, near the middle of the page, but for what the variant says. */
function kind(title: string, { placing, looks, after, jpeg }: Variant = {}): PictureKind {
  return {
    title,
    shows: 'digit',
    ...(jpeg === undefined ? {} : { jpeg }),
    draw(digits, index) {
      const own = { ...usual, ...placing?.(index) };
      const room = (own.width - own.size) / 6;
      const place = { x: own.width / 2 + room * signed(index, 0), y: own.height / 2 + room * signed(index, 1), ...own };
      const all = { paper: plain(white), ink: black, seed: index, ...looks?.(index) };
      const picture = compose(drawShape(digits.shape(index), place), all);
      return after === undefined ? picture : after(picture);
    },
  };
}

const turned = [-15, -10, 10, 15].map((turn) =>
  kind(`turned by ${String(turn).replace('-', '−')}°`, { placing: () => ({ turn }) }),
);

const sized = [
  kind('black on white, 168 pixels high on 280 × 280'),
  kind('24 pixels high on 40 × 40', { placing: () => ({ width: 40, height: 40, size: 24 }) }),
  kind('24 pixels high on 280 × 280', { placing: () => ({ size: 24 }) }),
  kind('250 pixels high on 280 × 280', { placing: () => ({ size: 250 }) }),
];

const noisy = [8, 16, 32].map((noise) =>
  kind(`noise of ${noise} grey levels`, { looks: () => ({ noise, paper: cream, ink: graphite }) }),
);

const penned = [1, 2, 4, 10, 40].map((pen) =>
  kind(`a pen of ${pen}, 400 pixels high on 600 × 600`, {
    placing: () => ({ width: 600, height: 600, size: 400, pen }),
  }),
);

const photographed = kind('as photographed: uneven light, perspective, blur, noise, JPEG', {
  placing: (index) => ({
    turn: 5 * signed(index, 2),
    tilt: [0.2 * signed(index, 3), 0.2 * signed(index, 4)],
    blur: 4,
  }),
  looks: () => ({ paper: plain([205, 200, 190]), ink: [50, 50, 70], falloff: 0.5, noise: 6 }),
  jpeg: 80,
});

const onRuledPaper = [
  kind('ruled paper', {
    looks: (index) => ({
      ink: graphite,
      paper: ruled({ spacing: 36, thickness: 2, color: [150, 170, 215], shift: 36 * chance(index, 2) }),
    }),
  }),
  kind('ruled paper, black slanted lines, noise', {
    looks: (index) => ({
      noise: 5,
      paper: ruled({
        ...{ spacing: 42, thickness: 2, color: [20, 20, 20] },
        ...{ slope: 0.05 * signed(index, 3), shift: 42 * chance(index, 2) },
      }),
    }),
  }),
  kind('squared paper', {
    looks: (index) => ({
      ink: graphite,
      paper: ruled({ spacing: 28, thickness: 2, color: [140, 170, 200], squared: true, shift: 28 * chance(index, 2) }),
    }),
  }),
  kind('squared paper, black lines, small squares', {
    looks: (index) => ({
      paper: ruled({ spacing: 16, thickness: 1, color: [20, 20, 20], squared: true, shift: 16 * chance(index, 2) }),
    }),
  }),
];

const colored = [
  kind('chalk on green', {
    looks: () => ({ paper: plain([62, 120, 82]), ink: [235, 238, 230], rough: 0.35, noise: 4 }),
  }),
  kind('white on mid-grey', { looks: () => ({ paper: plain([128, 128, 128]), ink: white }) }),
  kind('white on black', { looks: () => ({ paper: plain(black), ink: white }) }),
];

const onTransparency = (
  [
    ['white strokes on transparency', white],
    ['black strokes on transparency', black],
  ] as const
).map(([title, color]): PictureKind => {
  return { title, shows: 'digit', draw: (digits, index) => onNothing(drawShape(digits.shape(index), usual), color) };
});

const cut = [
  kind('cut close', { after: cutClose }),
  kind('cut close, white on black', { after: cutClose, looks: () => ({ paper: plain(black), ink: white }) }),
  kind('cut close, 24 pixels high', { after: cutClose, placing: () => ({ width: 40, height: 40, size: 24 }) }),
];

const itself: PictureKind = {
  title: 'MNIST’s own 28 × 28 pixels, white on black',
  shows: 'digit',
  draw: (digits, index) => grayPicture(28, 28, digits.image(index)),
};

const dusty = kind('specks of dust', {
  looks: () => ({ specks: { count: 40, radius: 2 } }),
});

const all: readonly PictureKind[] = [
  itself,
  ...sized,
  ...turned,
  ...noisy,
  ...penned,
  photographed,
  ...onRuledPaper,
  ...colored,
  ...onTransparency,
  ...cut,
  dusty,
];

/** Those that are drawn of every digit; of the others, which differ from them in little, fewer are enough. */
const main = [
  'MNIST’s own 28 × 28 pixels, white on black',
  'black on white, 168 pixels high on 280 × 280',
  '24 pixels high on 40 × 40',
  '250 pixels high on 280 × 280',
  'turned by −15°',
  'turned by 15°',
  'noise of 16 grey levels',
  'a pen of 2, 400 pixels high on 600 × 600',
  'as photographed: uneven light, perspective, blur, noise, JPEG',
  'ruled paper',
  'squared paper',
  'chalk on green',
  'cut close',
];
const fewer = 100;

export const digitPictures: readonly PictureKind[] = all.map((own) =>
  main.includes(own.title) ? own : { ...own, count: fewer },
);
