/** Checkpoints of recorded runs with other contents than they had, and the checksum of these. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { damaged, joined } from './damage.ts';
import { damagedJson } from './json.ts';
import { badSafetensors } from './safetensors-file.ts';

interface Header {
  readonly notesBytes: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function signed(header: Header, notes: Uint8Array, state: Uint8Array): Uint8Array {
  const sha256 = createHash('sha256').update(notes).update(state).digest('hex');
  const line = { ...header, sha256, notesBytes: notes.length, stateBytes: state.length };
  return joined(encoder.encode(`${JSON.stringify(line)}\n`), notes, state);
}

/** @param bytes of a valid checkpoint */
export function badCheckpoint(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const end = bytes.indexOf(10);
  const header = JSON.parse(decoder.decode(bytes.subarray(0, end))) as Header;
  const body = bytes.subarray(end + 1);
  const [notes, state] = [body.slice(0, header.notesBytes), body.slice(header.notesBytes)];
  const noted: unknown = JSON.parse(decoder.decode(notes));
  const otherLine = damagedJson(fc.constant(header)).map((text) => joined(encoder.encode(`${text}\n`), body));
  return fc.oneof(
    damaged(fc.constant(bytes)),
    otherLine,
    damagedJson(fc.constant(noted)).map((text) => signed(header, encoder.encode(text), state)),
    badSafetensors(state).map((changed) => signed(header, notes, changed)),
  );
}
