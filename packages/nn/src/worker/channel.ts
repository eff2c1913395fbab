/**
 * Questions and answers over a message port, in both directions at once: what page and worker talk by. Errors go across
 * too; one that comes back to where it was thrown is the very same again.
 */
import { type PackedError, packError, unpackError } from './packed-error.ts';

/** An answer, and the buffers in it that are handed over instead of copied. */
export type Answer = readonly [value: unknown, transfer?: readonly ArrayBufferLike[]];

/** Answers questions by name. */
export type Answers = Readonly<Record<string, (value: never) => Promise<Answer> | Answer>>;

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly question: string; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PackedError };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class Channel {
  readonly #port: MessagePort;
  readonly #answers: Answers;
  readonly #waiting = new Map<number, Waiting>();
  /** Errors that were sent across, by the tokens that they come back with. */
  readonly #thrown = new Map<number, unknown>();
  #nextId = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(port: MessagePort, answers: Answers) {
    this.#port = port;
    this.#answers = answers;
    port.onmessage = ({ data }: MessageEvent<Message>) => this.#receive(data);
  }

  /** The other side's answer. @throws what was thrown there */
  ask(question: string, value?: unknown, transfer: readonly ArrayBufferLike[] = []): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#waiting.set(id, { resolve, reject });
      this.#send({ kind: 'ask', id, question, value }, transfer);
    });
  }

  /** Fails all questions, those that are open and those to come, as nobody is there to answer any more. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  close(): void {
    this.#port.onmessage = null;
    this.#port.close();
  }

  #send(message: Message, transfer: readonly ArrayBufferLike[] = []): void {
    this.#port.postMessage(message, [...transfer] as ArrayBuffer[]);
  }

  #receive(message: Message): void {
    if (message.kind === 'ask') {
      void this.#answer(message.id, message.question, message.value);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(unpackError(message.error, this.#thrown));
  }

  async #answer(id: number, question: string, value: unknown): Promise<void> {
    try {
      const [answer, transfer] = await this.#answers[question]!(value as never);
      this.#send({ kind: 'answer', id, value: answer }, transfer);
    } catch (error) {
      this.#send({ kind: 'failure', id, error: packError(error, this.#thrown) });
    }
  }
}
