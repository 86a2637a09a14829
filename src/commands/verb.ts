import type { Arguments } from './arguments.ts';
import type { CheckOptions } from './check-options.ts';

/** What a command has of the terminal: an interruption, lines that stay, and a line that the next one replaces. */
export interface TerminalIo {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly progress: (line: string) => void;
  /** Whether standard output shows colours. */
  readonly color: boolean;
  /** What the action knows beside the arguments; a terminal's commands work in its working directory. */
  readonly host?: Host;
}

export interface Host
  extends Partial<Pick<CheckOptions, 'directory' | 'modelCache' | 'foreign' | 'onSecret'>> {
  /** In place of the process' own environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What a command says on standard output, and the exit code of the process. */
export interface Said {
  readonly text: string;
  /** Written to the file of `--json`, or in place of `text` where that is `-`. */
  readonly json?: string;
  readonly exitCode?: number;
}

/** A command of the terminal. */
export type Verb = (args: Arguments, io: TerminalIo) => Promise<Said>;
