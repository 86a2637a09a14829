/** The largest distance between our numbers and the golden ones, and how large it may be. */
export interface Deviation {
  readonly name: string;
  readonly deviation: number;
  readonly tolerance: number;
}
