/** What inference and parsing have to say: a code, where, the values involved, and how to mend it. */
import { catalogue, type IssueCode, type Severity } from './catalogue.ts';

export type IssueValue = string | number | readonly number[];

/** A change of the document that mends an issue; data, so that it can be shown, undone and sent. */
export type Fix =
  | {
      readonly kind: 'set-parameter';
      readonly node: string;
      readonly parameter: string;
      readonly value: unknown;
    }
  /** A new node in the middle of an edge. */
  | {
      readonly kind: 'insert-node';
      readonly edge: string;
      readonly type: string;
      readonly params: Readonly<Record<string, unknown>>;
    }
  /** A new node fed by `from`. */
  | {
      readonly kind: 'add-node';
      readonly from: { readonly node: string; readonly port: string };
      readonly type: string;
      readonly port: string;
      readonly params: Readonly<Record<string, unknown>>;
    }
  /** The node goes; what came in at its first port goes where its output went. */
  | { readonly kind: 'remove-node'; readonly node: string }
  | { readonly kind: 'remove-edge'; readonly edge: string }
  | { readonly kind: 'rename'; readonly node: string; readonly label: string }
  | {
      readonly kind: 'change-type';
      readonly node: string;
      readonly type: string;
      readonly params: Readonly<Record<string, unknown>>;
    };

export interface Issue {
  readonly severity: Severity;
  readonly code: IssueCode;
  /** Id of the node it is shown at. */
  readonly node?: string;
  readonly port?: string;
  readonly parameter?: string;
  readonly edge?: string;
  /** What the sentence names. */
  readonly values: Readonly<Record<string, IssueValue>>;
  /** Nothing can be trained until it is mended, although it may be no error yet. */
  readonly blocksTraining: boolean;
  /** Ways to mend it, the best first. */
  readonly fixes: readonly Fix[];
}
type Place = Partial<Pick<Issue, 'node' | 'port' | 'parameter' | 'edge'>>;

/** An issue with the severity that the catalogue gives its code. */
export function issue(
  code: string,
  values: Issue['values'],
  place: Place = {},
  fixes: readonly Fix[] = [],
): Issue {
  if (!Object.hasOwn(catalogue, code)) throw new Error(`Internal error: no issue ${code}.`);
  const known = code as IssueCode;
  const { severity, blocksTraining } = catalogue[known];
  return { severity, code: known, values, blocksTraining, fixes, ...place };
}

/** The issue in English: what and where, both values, how to mend it. */
export function issueSentence({ code, values }: Issue): string {
  return catalogue[code].sentence.replace(/\{(\w+)\}/g, (_, key: string) =>
    Object.hasOwn(values, key) ? valueText(values[key] as IssueValue) : `{${key}}`,
  );
}
/** Sizes as people write them: 28×28×1. */
export function valueText(value: IssueValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value.length === 0 ? 'one number' : value.join('×');
}
