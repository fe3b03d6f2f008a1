/** What every section of the benchmark is given: how long, with what, and where its rows go. */
import type { Chromium } from '../chromium/chromium.ts';
import type { Python } from '../measure/python.ts';

export interface Bench {
  /** How often each side of a comparison is measured, in turn. */
  readonly rounds: number;
  /** Milliseconds for one network on one peer, warm-up included; slow ones take longer. */
  readonly budget: number;
  /** Folder that pictures are written to. */
  readonly pictures: string;
  readonly python: Python | null;
  /** Opened when it is first asked for. */
  chromium(): Promise<Chromium>;
  /** Our steps with two threads that a section has measured, by workload, for later ones. */
  readonly own: Map<string, number>;
  /** Keeps a raw row in the results file. */
  record(section: string, row: object): void;
  /** Progress, not result. */
  say(sentence: string): void;
}
export type Section = (bench: Bench) => Promise<string>;

export const workloads = ['mlp-b32', 'lenet-b64', 'convnet-b128', 'resnet20-b32'] as const;

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
