import { againstBaselines } from './against-baselines.ts';
import { calibration } from './calibration.ts';
import type { Draw, Figure, FigureSource } from './figure.ts';
import { learningCurve } from './learning-curve.ts';
import { precisionRecall } from './precision-recall.ts';
import { roc } from './roc.ts';
import { similarity } from './similarity.ts';
import { slices } from './slices.ts';
import { trainingCurve } from './training.ts';

const ALL: readonly Draw[] = [
  againstBaselines,
  learningCurve,
  similarity,
  precisionRecall,
  roc,
  calibration,
  slices,
  trainingCurve,
];

/** Every figure that the result has numbers for, in the order of reading. */
export const figuresOf = (source: FigureSource): Figure[] => ALL.flatMap(draw => draw(source) ?? []);
