/**
 * The two colour themes of the figures, and the typeface. The page's style sheet takes its colours from
 * here too. Text colours keep a contrast of at least 4.5 : 1 against `paper`, lines at least 3 : 1.
 */

export interface Theme {
  readonly name: 'light' | 'dark';
  readonly paper: string;
  /** A second surface, for tooltips, code and table heads. */
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly grid: string;
  /** Links, and what a figure points at. */
  readonly accent: string;
  /** Curves of the training set: blue, as in the notebook. */
  readonly train: string;
  /** Curves of the test set: orange, as in the notebook. */
  readonly test: string;
  readonly wrong: string;
  /** Sequential blues from nothing to the most, at equal distances. */
  readonly blues: readonly string[];
  /** Diverging scale, orange below and blue above, the middle near `paper`, at equal distances. */
  readonly diverging: readonly string[];
  /** Up to eight series; the first five are told apart by colour also with a red-green deficiency. */
  readonly series: readonly string[];
}

/**
 * Sequential scale: ColorBrewer "Blues", https://colorbrewer2.org/#type=sequential&scheme=Blues&n=9; diverging: the
 * orange half of its "PuOr" and the blue half of its "RdBu".
 */
export const lightTheme: Theme = {
  name: 'light',
  paper: '#ffffff',
  panel: '#f5f6f7',
  ink: '#1b2127',
  muted: '#59636e',
  rule: '#c9ced4',
  grid: '#e8ebee',
  accent: '#1763a6',
  train: '#1763a6',
  test: '#b8520a',
  wrong: '#b3261e',
  blues: ['#f7fbff', '#deebf7', '#c6dbef', '#9ecae1', '#6baed6', '#4292c6', '#2171b5', '#08519c', '#08306b'],
  diverging: [
    '#7f3b08',
    '#b35806',
    '#e08214',
    '#fdb863',
    '#fee0b6',
    '#f7f7f7',
    '#d1e5f0',
    '#92c5de',
    '#4393c3',
    '#2166ac',
    '#053061',
  ],
  series: ['#1763a6', '#b8520a', '#12805c', '#a83279', '#1b2127', '#8a6d00', '#0e8aa8', '#7a4fc0'],
};

/** Colours on a dark page. */
export const darkTheme: Theme = {
  name: 'dark',
  paper: '#15181c',
  panel: '#1e2328',
  ink: '#e6e9ec',
  muted: '#a2abb5',
  rule: '#434b54',
  grid: '#2a3037',
  accent: '#79b8f2',
  train: '#79b8f2',
  test: '#f0a05e',
  wrong: '#ff9a90',
  blues: ['#1a1f25', '#172f47', '#184268', '#1e5a8f', '#2d75b4', '#4d92cf', '#76afe2', '#a3cbf0', '#d6e8fb'],
  diverging: [
    '#ffdcb8',
    '#f0a05e',
    '#c26a22',
    '#7d4312',
    '#3f2714',
    '#1a1f25',
    '#172f47',
    '#184f80',
    '#2d75b4',
    '#79b8f2',
    '#d6e8fb',
  ],
  series: ['#79b8f2', '#f0a05e', '#5cc9a0', '#ee8fc4', '#e6e9ec', '#d9bf4c', '#4fc3dd', '#b99cf0'],
};

/** Regular and semi-bold ship with the package for PNG; the page embeds the same typeface. */
export const FONT_FAMILY = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, sans-serif";
