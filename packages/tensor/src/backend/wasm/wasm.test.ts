/** The wasm backend through the conformance suite. */
import { describeConformance } from '../../testing/conformance.ts';
import { openWasmDevice } from './wasm.ts';

describeConformance('wasm', openWasmDevice);
