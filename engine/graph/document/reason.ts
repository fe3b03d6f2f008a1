/** What zod found wrong in; where it is and why, in plain words, out. */
import type * as z from 'zod';

type Problem = z.core.$ZodIssue;

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of settings in braces',
  record: 'a group of settings in braces',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
};
const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** The key that should not be there, or the path of the value: nodes[3].params.units */
export function placeOf(problem: Problem): string {
  const path =
    problem.code === 'unrecognized_keys' ? [...problem.path, problem.keys[0]] : problem.path;
  const text = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return text.slice(0, 200);
}

/** A clause without a full stop: "it must be a whole number". */
export function reasonOf(problem: Problem): string {
  switch (problem.code) {
    case 'invalid_type':
      return problem.message.endsWith('received undefined')
        ? 'it is missing'
        : `it must be ${nouns[problem.expected] ?? problem.expected}`;
    case 'unrecognized_keys':
      return 'there is no such setting';
    case 'too_small':
      return bound(problem, problem.minimum, problem.inclusive ? 'at least' : 'more than');
    case 'too_big':
      return bound(problem, problem.maximum, problem.inclusive ? 'at most' : 'less than');
    case 'invalid_value':
      return `it must be ${problem.values.map((value) => JSON.stringify(value)).join(', ')}`.replace(
        /, ([^,]*)$/,
        ' or $1',
      );
    case 'invalid_union':
      return unionReason(problem);
    case 'invalid_format':
    case 'custom':
      return problem.message.replace(/\.$/, '');
    default:
      return 'it is not understood';
  }
}

function bound(
  { origin }: { readonly origin: string },
  limit: number | bigint,
  relation: string,
): string {
  const unit = units[origin];
  return unit ? `it must have ${relation} ${limit}${unit}` : `it must be ${relation} ${limit}`;
}
/** The forms, or what the only form that comes near lacks. */
function unionReason(problem: Extract<Problem, { code: 'invalid_union' }>): string {
  const reasons = new Set(
    problem.errors.flatMap((form) =>
      form.slice(0, 1).map((inner) => {
        const place = placeOf(inner);
        return place === '' ? reasonOf(inner) : `${place}: ${reasonOf(inner)}`;
      }),
    ),
  );
  return [...reasons].slice(0, 4).join(', or ') || 'it has none of the forms allowed';
}
