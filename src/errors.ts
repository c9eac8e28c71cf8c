/** The catalogue of coded errors, from which docs/errors.md is made. */
import { callErrors } from './errors/call-errors.ts';
import { commandErrors } from './errors/command-errors.ts';
import { configurationErrors } from './errors/configuration-errors.ts';
import type { ErrorEntry } from './errors/error-entry.ts';
import { faceErrors } from './errors/face-errors.ts';
import { storeErrors } from './errors/store-errors.ts';

export const errors: Readonly<Record<string, ErrorEntry>> = {
  ...configurationErrors,
  ...commandErrors,
  ...storeErrors,
  ...callErrors,
  ...faceErrors,
};
