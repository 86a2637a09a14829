import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as core from '@actions/core';
import { type Annotation, toAnnotations } from '../report/annotations.ts';
import type { Result } from '../report/result.ts';

/** Folders that the places of a result may be relative to. */
export interface Places {
  /** What annotations are relative to. */
  readonly workspace: string;
  readonly directory: string;
}

const WRITERS = { error: core.error, warning: core.warning, notice: core.notice } as const;

/**
 * Marks the findings and the broken rules beside the change. Of the ten that are shown of a level, the runner's failure
 * message needs an error, and what could not be done for want of a cache, a runtime or a permission a few notices.
 */
export function annotate(result: Result, places: Places): void {
  for (const { level, title, message, file, line } of toAnnotations(result, { error: 9, notice: 5 })) {
    WRITERS[level](message, {
      title,
      ...(file !== undefined && { file: placed(file, places) }),
      ...(line !== undefined && { startLine: line }),
    });
  }
}

/** `file` relative to the workspace, wherever it was relative to: the first of the folders that has it. */
export function placed(file: Annotation['file'] & string, { workspace, directory }: Places): string {
  const candidates = [join(workspace, file), resolve(directory, file)];
  const found = isAbsolute(file) ? file : candidates.find(path => existsSync(path));
  const inside = found && relative(workspace, found).split(sep).join('/');
  return inside && !inside.startsWith('../') && !isAbsolute(inside) ? inside : file;
}
