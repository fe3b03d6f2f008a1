/** Node's file system in; the same out, whose calls are counted and of which chosen ones fail with a system error. */
import * as promises from 'node:fs/promises';
import type { FileSystem } from '../writeAtomic.ts';

export interface Faults {
  readonly fileSystem: FileSystem;
  /** Names of the calls made so far, those of open files too, `open`, `file.sync`, …. */
  readonly calls: readonly string[];
}

/** `code(n, name)` is the system error of the n-th call (from 0), or null to let it through. */
export function faultyFileSystem(code: (call: number, name: string) => string | null): Faults {
  const calls: string[] = [];
  const enter = (name: string) => {
    const failure = code(calls.length, name);
    calls.push(name);
    if (failure !== null)
      throw Object.assign(new Error(`${failure}: injected into ${name}`), { code: failure });
  };
  /** Every method counts; those that open a file give one whose methods count. */
  const watched = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(object, key) {
        const member: unknown = Reflect.get(object, key, object);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          // Closing that fails has closed all the same.
          if (key === 'close') await member.apply(object, args);
          enter(`${prefix}${String(key)}`);
          const result: unknown = await member.apply(object, args);
          return key === 'open' ? watched(result as promises.FileHandle, 'file.') : result;
        };
      },
    });
  return { fileSystem: watched<FileSystem>({ ...promises }, ''), calls };
}
