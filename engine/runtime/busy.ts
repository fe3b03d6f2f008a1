/** Takes a backend or a network; gives the same, which tells when its thread answers nothing because it computes. */
import type { Backend, Session } from '../backends/types.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';

/** `busy` begins with true and ends with false; they may nest. */
export type Busy = (busy: boolean) => void;

/** Computes in this thread, and tells that it does. */
export function whileBusy<T>(tell: Busy, work: () => T): T {
  tell(true);
  try {
    return work();
  } finally {
    tell(false);
  }
}

/** Tells of compiling. */
export function announcing(backend: Backend, tell: Busy): Backend {
  return {
    name: backend.name,
    createSession: async (options) => {
      const session = await backend.createSession(options);
      const loaded = new WeakSet<object>();
      const load: Session['load'] = async (program, wanted) => {
        if (loaded.has(program)) return session.load(program, wanted);
        tell(true);
        try {
          const executable = await session.load(program, wanted);
          loaded.add(program);
          return executable;
        } finally {
          tell(false);
        }
      };
      return {
        backend: session.backend,
        threads: session.threads,
        load,
        readState: (name) => session.readState(name),
        writeState: (name, data) => session.writeState(name, data),
        resume: () => session.resume(),
        close: () => session.close(),
      };
    },
  };
}

/** Tells of making Programs, which for a network of a thousand nodes takes seconds on a slow machine. */
export function announcingPrograms(network: LoweredNetwork, tell: Busy): LoweredNetwork {
  /** Once for each Program: it is kept, and asked for with every step. */
  function telling<Given extends readonly unknown[], T>(make: (...given: Given) => T) {
    const made = new Map<string, T>();
    return (...given: Given): T => {
      const key = given.join(' ');
      const known = made.get(key);
      if (known !== undefined) return known;
      const fresh = whileBusy(tell, () => make(...given));
      made.set(key, fresh);
      return fresh;
    };
  }
  return {
    ...network,
    trainStep: telling(network.trainStep),
    evaluation: telling(network.evaluation),
    prediction: telling(network.prediction),
    probe: telling(network.probe),
    diagnosis: telling(network.diagnosis),
  };
}
