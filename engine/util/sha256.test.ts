import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sha256, sha256Hex } from './sha256.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('SHA-256', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
  ])('FIPS 180-4 vector %#', (text, expected) => {
    expect(sha256Hex(ascii(text))).toBe(expected);
  });

  test('a million times the letter a', () => {
    const hash = new Sha256();
    for (let i = 0; i < 1000; i++) hash.update(new Uint8Array(1000).fill(0x61));
    expect(hash.hex()).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  });

  test('every length around the block size equals Node', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  test('pieces of any length give the hash of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 8 }), (pieces) => {
        const hash = new Sha256();
        for (const piece of pieces) hash.update(piece);
        const whole = createHash('sha256');
        for (const piece of pieces) whole.update(piece);
        expect(hash.hex()).toBe(whole.digest('hex'));
      }),
    );
  });

  test('lists of texts that join to the same text differ', () => {
    const one = new Sha256().updateText('ab').updateText('c').hex();
    const two = new Sha256().updateText('a').updateText('bc').hex();
    expect(one).not.toBe(two);
  });

  test('an update after the digest is a mistake', () => {
    const hash = new Sha256();
    hash.digest();
    expect(() => hash.update(new Uint8Array(1))).toThrow('Internal error');
  });
});
