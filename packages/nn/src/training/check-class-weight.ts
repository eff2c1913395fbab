/** Whether weights of classes mean anything for a model and its losses. */
import { ArgumentError } from '@inkgrad/tensor';
import { hasClasses, lossDefinition } from '../define/define-loss.ts';
import { describe } from '../define/names.ts';
import type { OutputObjective } from './objective.ts';

/** @throws ArgumentError for a loss without classes, or several outputs, of which no one's classes are meant */
export function checkHasClasses([first, ...others]: readonly OutputObjective[], classWeight: unknown): void {
  if (classWeight === undefined) return;
  const refuse = (expected: string): never => {
    throw new ArgumentError('fit', 'classWeight', expected, describe(classWeight));
  };
  if (others.length > 0) refuse('absent where the model has several outputs; sampleWeight weighs samples of any model');
  const { loss } = first!;
  if (!hasClasses(lossDefinition(loss))) refuse(`absent with ${loss.name}, whose targets are no classes`);
}
