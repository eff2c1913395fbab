/**
 * The pages' one script, as text. A page is complete without it, apart from what only a script can show.
 */

import { galleryScript } from './gallery.ts';
import { hoverScript } from './hover.ts';
import { sortScript } from './sort.ts';

/** Plain JavaScript for browsers, run at the end of the body. */
export const pageScript = `'use strict';${galleryScript}${hoverScript}${sortScript}`.trim();
