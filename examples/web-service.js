/** A web service that two hundred clients ask at once, some of whom leave before they are answered. */
import { createServer } from 'node:http';
import { adam, dense, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const x = Array.from(uniform(2, 0, 500), (value) => [3 * value - 1.5]);
const model = sequential({
  seed: 1,
  inputShape: [1],
  layers: [dense({ units: 32, activation: 'tanh' }), dense({ units: 1 })],
}).compile({ optimizer: adam({ learningRate: 0.02 }), loss: 'meanSquaredError' });
await model.fit(
  x,
  x.map(([value]) => [value * value]),
  { epochs: 80, batchSize: 20 },
);

const server = createServer(async (request, response) => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const value = Number(new URL(request.url, 'http://localhost').searchParams.get('x') ?? Number.NaN);
    const { data } = await model.predict([[value]], { signal: gone.signal });
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ square: data[0] }));
  } catch (error) {
    if (!gone.signal.aborted) response.writeHead(error.kind === 'data' ? 400 : 500).end(error.message);
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/?x=`;

async function ask(value) {
  const response = await fetch(address + value);
  return response.ok ? Math.abs((await response.json()).square - value * value) : response.text();
}
const impatient = new AbortController();
const lost = Array.from({ length: 20 }, () => fetch(address, { signal: impatient.signal }).catch(() => 'left'));
const answers = Array.from({ length: 200 }, (_, at) => ask((at - 100) / 100));
impatient.abort();
const errors = await Promise.all(answers);
console.log(`200 answers, the worst of them off by ${Math.max(...errors).toFixed(3)}`);
console.log(`what is no number is refused: ${await ask('seven')}`);
await Promise.all(lost);
expectThat(
  errors.every((error) => error < 0.1),
  'each of 200 answers is right within 0.1',
);
server.close();
server.closeAllConnections();
await model.dispose();
