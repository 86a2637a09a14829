import { FinetuneGateError } from '../errors.ts';

/** How every Git LFS pointer file begins (git-lfs.github.com/spec/v1). */
export const LFS_POINTER = 'version https://git-lfs';

/** The error for a file that is a pointer to its content. */
export function lfsPointer(file: string): FinetuneGateError {
  return new FinetuneGateError('DATA_LFS_POINTER', 'The file is a Git LFS pointer, not the content.', {
    place: { file },
  });
}
