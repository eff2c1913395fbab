/** Places of a picture to look at, where looking at all of them would take long. */

/** Multiples of it, without their whole part, fill the unit interval evenly. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * At most `most` of the places 0 … length − 1, spread evenly, all of them if they are no more. They have no period, so that
 * the lines of squared paper are not met at every step, or never.
 */
export function samplePlaces(length: number, most: number): Int32Array {
  const places = new Int32Array(Math.min(length, most));
  for (let index = 0; index < places.length; index++) {
    places[index] = length <= most ? index : Math.floor(((index * goldenRatio) % 1) * length);
  }
  return places;
}
