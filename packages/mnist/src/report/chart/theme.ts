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
  /** Curves of the training set. */
  readonly train: string;
  /** Curves of the test set; also the colour of links and bars. */
  readonly test: string;
  readonly wrong: string;
  /** Sequential blues from nothing to the most, at equal distances. */
  readonly blues: readonly string[];
}

/** Sequential scale: ColorBrewer "Blues", https://colorbrewer2.org/#type=sequential&scheme=Blues&n=9 */
export const lightTheme: Theme = {
  name: 'light',
  paper: '#ffffff',
  panel: '#f5f6f7',
  ink: '#1b2127',
  muted: '#59636e',
  rule: '#c9ced4',
  grid: '#e8ebee',
  train: '#b8520a',
  test: '#1763a6',
  wrong: '#b3261e',
  blues: ['#f7fbff', '#deebf7', '#c6dbef', '#9ecae1', '#6baed6', '#4292c6', '#2171b5', '#08519c', '#08306b'],
};

export const darkTheme: Theme = {
  name: 'dark',
  paper: '#15181c',
  panel: '#1e2328',
  ink: '#e6e9ec',
  muted: '#a2abb5',
  rule: '#434b54',
  grid: '#2a3037',
  train: '#f0a05e',
  test: '#79b8f2',
  wrong: '#ff9a90',
  blues: ['#1a1f25', '#172f47', '#184268', '#1e5a8f', '#2d75b4', '#4d92cf', '#76afe2', '#a3cbf0', '#d6e8fb'],
};

/** Regular and semi-bold ship with the package for PNG; the page embeds the same typeface. */
export const FONT_FAMILY = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, sans-serif";
