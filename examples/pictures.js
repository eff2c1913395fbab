/** Pictures as a canvas gives them, ImageData: whether a drawing is of upright or of lying stripes. */
import { adam, dense, flatten, rescaling, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const side = 8;
/** What `context.getImageData` gives in a page: rows of pixels, each red, green, blue and alpha in 0 … 255. */
function draw(seed, isUpright) {
  const noise = uniform(seed, 1, side * side + 1);
  const offset = Math.floor(4 * noise.at(-1));
  const data = new Uint8ClampedArray(4 * side * side);
  for (let at = 0; at < side * side; at++) {
    const along = isUpright ? at % side : Math.floor(at / side);
    const ink = 200 * Number((along + offset) % 4 < 2) + 80 * noise[at] - 20;
    data.set([ink, ink, ink, 255], 4 * at);
  }
  return { width: side, height: side, data };
}
const kinds = Array.from({ length: 240 }, (_, at) => at % 2);
const pictures = kinds.map((kind, at) => draw(at, kind === 1));

const model = sequential({
  seed: 1,
  inputShape: [side, side, 4],
  layers: [
    rescaling({ scale: 1 / 255 }),
    flatten(),
    dense({ units: 32, activation: 'relu' }),
    dense({ units: 1, activation: 'sigmoid' }),
  ],
}).compile({ optimizer: adam({ learningRate: 0.005 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
await model.fit(pictures.slice(0, 200), kinds.slice(0, 200), { epochs: 20 });

const { accuracy } = await model.evaluate(pictures.slice(200), kinds.slice(200));
const [answer] = (await model.predict(draw(1000, true))).data; // one picture is a batch of one
console.log(`a new picture of upright stripes: upright by ${(100 * answer).toFixed(0)} %`);
expectThat(
  accuracy > 0.95 && answer > 0.5,
  `${(100 * accuracy).toFixed(0)} % of unseen pictures are told, more than 95 %`,
);
await model.dispose();
