/** Takes a backend; gives the same one, which tells when it compiles: its thread answers nothing meanwhile. */
import type { Backend, Session } from '../backends/types.ts';

/** `busy` begins with true and ends with false; they may nest. */
export type Busy = (busy: boolean) => void;

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
