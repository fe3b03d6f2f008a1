export interface TemporaryFolder {
  readonly folder: string;
  remove(): void;
}
/** For whoever deletes it. */
export declare function temporaryFolder(): TemporaryFolder;
/** Deleted after the test. */
export declare function scratchFolder(): string;
