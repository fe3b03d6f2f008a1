/** Locks of a browser, imitated in memory, for windows that want the same document. */
import { describe, expect, it } from 'vitest';
import { documentOfLock, type Locks, Writer } from './writer.ts';

/** As `navigator.locks`: one holder a name, waiting, `ifAvailable`, `steal`, `signal`. */
class FakeLocks {
  readonly #held = new Map<string, { readonly end: Promise<void>; readonly steal: () => void }>();
  readonly request = (async (
    name: string,
    options: LockOptions,
    granted: (lock: Lock | null) => Promise<void> | undefined,
  ) => {
    if (options.steal) this.#held.get(name)?.steal();
    else if (this.#held.has(name)) {
      if (options.ifAvailable) return granted(null);
      await this.#wait(name, options.signal);
    }
    return this.#hold(name, granted);
  }) as Locks['request'];

  async #wait(name: string, signal: AbortSignal | undefined) {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('late', 'TimeoutError')));
    });
    while (this.#held.has(name)) await Promise.race([this.#held.get(name)?.end, aborted]);
  }
  async #hold(name: string, granted: (lock: Lock) => Promise<void> | undefined) {
    let steal = () => {};
    const stolen = new Promise<never>((_, reject) => {
      steal = () => reject(new DOMException('stolen', 'AbortError'));
    });
    const holding = Promise.race([granted({ name, mode: 'exclusive' } as Lock), stolen]);
    const end = holding.then(
      () => {},
      () => {},
    );
    const entry = { end, steal };
    this.#held.set(name, entry);
    await end;
    if (this.#held.get(name) === entry) this.#held.delete(name);
    return holding;
  }
}

function windows(answering: boolean) {
  const locks = new FakeLocks();
  const listeners: ((message: unknown) => void)[] = [];
  const log: string[] = [];
  const open = (name: string, listens: boolean) =>
    new Writer({
      locks: locks as Locks,
      channel: {
        post: (message) => {
          for (const listener of listeners) listener(message);
        },
        listen: (listener) => {
          if (listens) listeners.push(listener);
        },
      },
      beforeHandOver: async () => {
        log.push(`${name} wrote`);
      },
      onLost: (id) => log.push(`${name} lost ${id}`),
      patienceMilliseconds: 30,
    });
  return { log, first: open('first', answering), second: open('second', true) };
}

describe('Writer', () => {
  it('is one for each document', async () => {
    const { first, second } = windows(true);
    expect(await first.claim('a')).toBe(true);
    expect(await first.claim('a')).toBe(true);
    expect(await second.claim('a')).toBe(false);
    expect(await second.claim('b')).toBe(true);
  });
  it('lets the former document go', async () => {
    const { first, second } = windows(true);
    await first.claim('a');
    await first.claim('b');
    expect(first.id).toBe('b');
    expect(await second.claim('a')).toBe(true);
  });
  it('hands over when asked, after everything is written', async () => {
    const { first, second, log } = windows(true);
    await first.claim('a');
    await second.takeOver('a');
    expect(log).toEqual(['first wrote', 'first lost a']);
    expect([first.id, second.id]).toEqual([null, 'a']);
    expect(await first.claim('a')).toBe(false);
  });
  it('is taken from a window that does not answer', async () => {
    const { first, second, log } = windows(false);
    await first.claim('a');
    await second.takeOver('a');
    // The other window learns of it in its own time.
    await new Promise((resolve) => setTimeout(resolve));
    expect(log).toEqual(['first lost a']);
    expect([first.id, second.id]).toEqual([null, 'a']);
  });
  it('is taken at once where nobody has it', async () => {
    const { second, log } = windows(true);
    await second.takeOver('a');
    expect(second.id).toBe('a');
    expect(log).toEqual([]);
  });
});

it('knows the documents of locks', () => {
  expect(documentOfLock('netloom-document-x')).toBe('x');
  expect(documentOfLock('something-else')).toBeNull();
  expect(documentOfLock(undefined)).toBeNull();
});
