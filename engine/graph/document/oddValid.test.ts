/** Projects that look odd and are sound: each parses, and comes back the same after being written and read. */
import { describe, expect, it } from 'vitest';
import { parseProject, serializeProject } from './parse.ts';

const head = '"format":"netloom","version":1';
const node = (rest: string) => `{${head},"nodes":[{"id":"a","type":"dense","label":"a"${rest}}]}`;
const training = (rest: string) => `{${head},"training":{${rest}}}`;
const deep = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;

const cases: readonly (readonly [string, string])[] = [
  ['nothing but its head', `{${head}}`],
  ['a byte order mark', `\ufeff{${head}}`],
  [
    'blanks, tabs and line feeds of Windows around everything',
    ` \t\r\n{ "format" :\r\n"netloom" ,\t"version" : 1 }\r\n `,
  ],
  ['keys in another order', '{"version":1,"name":"x","format":"netloom"}'],
  ['the version as 1.0', '{"format":"netloom","version":1.0}'],
  ['the version as 1e0', '{"format":"netloom","version":1e0}'],
  ['an empty name', `{${head},"name":""}`],
  ['a Chinese name', `{${head},"name":"卷积网络"}`],
  ['an emoji as a surrogate pair in escapes', `{${head},"name":"\\ud83e\\udde0"}`],
  ['a lone surrogate in an escape', `{${head},"name":"\\ud83e"}`],
  ['escaped slashes and quotes', `{${head},"name":"a\\/b \\"c\\""}`],
  ['an escaped key', `{"form\\u0061t":"netloom","version":1}`],
  ['a layer that nobody knows', `{${head},"nodes":[{"id":"a","type":"warp drive","label":"a"}]}`],
  [
    'two nodes of one label',
    `{${head},"nodes":[{"id":"a","type":"dense","label":"x"},{"id":"b","type":"dense","label":"x"}]}`,
  ],
  [
    'an id of 64 characters',
    `{${head},"nodes":[{"id":"${'a'.repeat(64)}","type":"dense","label":"a"}]}`,
  ],
  [
    'an id named constructor',
    `{${head},"nodes":[{"id":"constructor","type":"dense","label":"a"}]}`,
  ],
  ['params under the name toString', node(',"params":{"toString":1}')],
  ['params nested fifty deep', node(`,"params":{"x":${deep(50)}}`)],
  ['a position far away, with a fraction', node(',"position":{"x":-9999999.5,"y":1e7}')],
  ['minus zero', node(',"position":{"x":-0,"y":0}')],
  [
    'an edge that leads nowhere',
    `{${head},"edges":[{"id":"e","from":{"node":"x","port":"output"},"to":{"node":"y","port":"input"}}]}`,
  ],
  ['the largest seed', training('"seed":4294967295')],
  ['a batch of one', training('"batchSize":1')],
  [
    'three phases of two objectives',
    training(`"phases":[${Array(3).fill('{"epochs":1,"objectives":[{},{"every":3}]}').join()}]`),
  ],
  ['k folds, for later', training('"split":{"kind":"kfold","k":5}')],
  [
    'a note and a block',
    `{${head},"notes":[{"id":"n","text":"","position":{"x":0,"y":0}}],"blocks":[{"id":"b","label":"b","nodes":[]}]}`,
  ],
  [
    'a source that is still to be chosen',
    `{${head},"data":{"source":null,"options":{"target":"y"}}}`,
  ],
];

describe('odd but valid projects', () => {
  it.each(cases)('%s', (_, text) => {
    const result = parseProject(text);
    if (!('project' in result)) expect.fail(JSON.stringify(result.issues));
    const written = serializeProject(result.project);
    const again = parseProject(written);
    expect('project' in again && serializeProject(again.project)).toBe(written);
  });
});
