import { describe, expect, it } from 'vitest';
import { NetloomError } from '../engine/index.ts';
import { checkProjectName } from './projectName.ts';

describe('a name of a project', () => {
  it.each([
    'LeNet-5.netloom',
    'my network (2).netloom',
    '项目一.netloom',
    'a.b.netloom',
    '👩‍👩‍👧.netloom',
    'console.netloom',
    `${'n'.repeat(112)}.netloom`,
  ])('%j is accepted', (name) => {
    expect(checkProjectName(name)).toBe(name.normalize('NFC'));
  });

  it('is composed, so that one name is one file', () => {
    expect(checkProjectName('Re\u0301seau.netloom')).toBe('R\u00e9seau.netloom');
  });

  it.each(badNames())('%j is refused', (name) => {
    expect(() => checkProjectName(name)).toThrow(NetloomError);
    expect(() => checkProjectName(name)).toThrow(/^This name cannot be used: .+\.$/);
  });
});

function badNames(): readonly string[] {
  return [
    '',
    '.netloom',
    ' .netloom',
    'x',
    'x.json',
    'x.netloom.exe',
    'X.NETLOOM ',
    '../x.netloom',
    'a/b.netloom',
    'a\\b.netloom',
    '/x.netloom',
    'C:x.netloom',
    'x\u0000.netloom',
    'x\n.netloom',
    'x\u007f.netloom',
    'x\u202eexe.netloom',
    '\ud800x.netloom',
    'a<b.netloom',
    'a|b.netloom',
    'a?.netloom',
    '.hidden.netloom',
    'x .netloom',
    'x..netloom',
    ' x.netloom',
    'CON.netloom',
    'con.x.netloom',
    'Aux .netloom',
    'LPT1.netloom',
    'com¹.netloom',
    'NUL.netloom',
    `${'n'.repeat(113)}.netloom`,
    `${'项'.repeat(100)}.netloom`,
  ];
}
