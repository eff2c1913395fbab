/** The reference backend through the conformance suite: its float32 storage against float64. */
import { describeConformance } from '../../testing/conformance.ts';
import { openReferenceDevice } from './reference.ts';

describeConformance('reference', openReferenceDevice);
