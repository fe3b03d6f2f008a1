/** What is forgotten when the store is full, and what never is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prune, type StoredSize } from './prune.ts';

const stored = (id: string, usedAt: number, more: Partial<StoredSize> = {}): StoredSize => ({
  id,
  usedAt,
  dirty: false,
  hasFile: true,
  documentBytes: 10,
  historyBytes: 100,
  ...more,
});
const none = new Set<string>();

describe('prune', () => {
  it('forgets nothing within the limit', () => {
    expect(prune([stored('a', 1), stored('b', 2)], 220, none)).toEqual({
      histories: [],
      documents: [],
    });
  });
  it('forgets the histories used longest ago first', () => {
    const all = [stored('new', 3), stored('old', 1), stored('middle', 2)];
    expect(prune(all, 230, none)).toEqual({ histories: ['old'], documents: [] });
    expect(prune(all, 130, none)).toEqual({ histories: ['old', 'middle'], documents: [] });
  });
  it('then documents that a file holds', () => {
    const all = [
      stored('a', 1, { hasFile: false }),
      stored('b', 2, { dirty: true }),
      stored('c', 3),
    ];
    expect(prune(all, 0, none)).toEqual({ histories: ['a', 'b', 'c'], documents: ['c'] });
  });
  it('keeps what is open', () => {
    expect(prune([stored('a', 1), stored('b', 2)], 0, new Set(['a'])).histories).toEqual(['b']);
  });
  it('never loses what only the store has, and stops as soon as it fits', () => {
    const item = fc.record({
      usedAt: fc.nat(100),
      dirty: fc.boolean(),
      hasFile: fc.boolean(),
      documentBytes: fc.nat(50),
      historyBytes: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), fc.nat(1_000), (items, limit) => {
        const all = items.map((fields, index) => ({ id: String(index), ...fields }));
        const { histories, documents } = prune(all, limit, none);
        for (const id of documents) {
          const lost = all.find((candidate) => candidate.id === id);
          expect(lost?.dirty).toBe(false);
          expect(lost?.hasFile).toBe(true);
        }
        const left = (without: readonly string[], gone: readonly string[]) =>
          all.reduce((sum, { id, documentBytes, historyBytes }) => {
            const document = gone.includes(id) ? 0 : documentBytes;
            return sum + document + (without.includes(id) ? 0 : historyBytes);
          }, 0);
        if (documents.length > 0)
          expect(left(histories, documents.slice(0, -1))).toBeGreaterThan(limit);
        else if (histories.length > 0)
          expect(left(histories.slice(0, -1), [])).toBeGreaterThan(limit);
      }),
    );
  });
});
