/** JPEG files: what sharp writes, with damage, and with segments that lie. */
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { damaged, joined } from './damage.ts';

/** A page with a stroke. */
function page(width: number, height: number): Sharp {
  const data = new Uint8Array(width * height * 3).fill(230);
  for (let y = Math.floor(height / 5); y < (4 * height) / 5; y++) {
    data.fill(20, (y * width + Math.floor(width * 0.45)) * 3, (y * width + Math.ceil(width * 0.55)) * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** One of every kind that cameras and programs write. */
export async function validJpegs(): Promise<Uint8Array[]> {
  const pictures = [
    page(64, 80).jpeg(),
    page(64, 80).jpeg({ progressive: true }),
    page(61, 47).jpeg({ chromaSubsampling: '4:2:0', quality: 30 }),
    page(40, 60).grayscale().jpeg(),
    page(40, 60).toColourspace('cmyk').jpeg(),
    page(90, 60).withMetadata({ orientation: 6 }).jpeg(),
  ];
  return Promise.all(pictures.map(async (picture) => new Uint8Array(await picture.toBuffer())));
}

/** A marker with a length and contents, put behind the beginning. */
const segment = fc
  .record({
    marker: fc.oneof(
      fc.constantFrom(0xc0, 0xc2, 0xc4, 0xcc, 0xd8, 0xd9, 0xda, 0xdb, 0xdd, 0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xfe),
      fc.nat(255),
    ),
    data: fc.uint8Array({ maxLength: 120 }),
    length: fc.option(fc.constantFrom(0, 1, 2, 0x7fff, 0xffff)),
    /** So that it is read as EXIF or a colour profile. */
    title: fc.constantFrom('', 'Exif\0\0II*\0', 'Exif\0\0MM\0*', 'ICC_PROFILE\0\u0001\u0001', 'Adobe', 'JFIF\0'),
  })
  .map(({ marker, data, length, title }) => {
    const body = joined(new TextEncoder().encode(title), data);
    const said = length ?? body.length + 2;
    return joined(Uint8Array.of(0xff, marker, said >> 8, said & 0xff), body);
  });

function behindBeginning(bytes: Uint8Array, segments: readonly Uint8Array[]): Uint8Array {
  return joined(bytes.subarray(0, 2), ...segments, bytes.subarray(2));
}

/** Of the frame's header other sides than the picture's. */
function withSides(bytes: Uint8Array, height: number, width: number): Uint8Array {
  const at = bytes.findIndex((byte, place) => byte === 0xff && [0xc0, 0xc2].includes(bytes[place + 1]!));
  const copy = bytes.slice();
  if (at >= 0) copy.set([height >> 8, height & 0xff, width >> 8, width & 0xff], at + 5);
  return copy;
}

const anySide = fc.oneof(fc.constantFrom(0, 1, 8, 0xffff), fc.nat(0xffff));

export function badJpeg(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 3, arbitrary: damaged(valid) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(valid, fc.array(segment, { minLength: 1, maxLength: 3 }))
        .map(([bytes, segments]) => behindBeginning(bytes, segments)),
    },
    { weight: 1, arbitrary: fc.tuple(valid, anySide, anySide).map((sides) => withSides(...sides)) },
  );
}
