/** Traces what the page's main thread does while something happens: work and longest task out, in ms. */
import type { Browser } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly url?: string } };
}
export interface ThreadWork {
  /** Processor time of its tasks. */
  readonly work: number;
  /** Its longest task by the clock on the wall: what a person waits. */
  readonly longest: number;
  /** Processor time of the task that took most of it: the same, had the machine nothing else to do. */
  readonly longestWork: number;
  /** Its ten longest by the clock. */
  readonly tasks: readonly number[];
}
export interface Traced {
  readonly page: ThreadWork;
  /** By the name of the worker's file, without its hash. */
  readonly workers: Readonly<Record<string, ThreadWork>>;
}

/** Of the category `toplevel`. */
const task = 'ThreadControllerImpl::RunTask';

/** Marks `begin` and `end` in the page with performance.mark; only tasks between them count. Without, all of `during`. */
export async function traced(browser: Browser, during: () => Promise<void>): Promise<Traced> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: {
      includedCategories: ['toplevel', 'devtools.timeline', 'blink.user_timing', '__metadata'],
    },
  });
  await during();
  const complete = new Promise<{ stream?: string }>((done) => {
    session.on('Tracing.tracingComplete', done);
  });
  await session.send('Tracing.end');
  const { stream = '' } = await complete;
  let text = '';
  for (;;) {
    const part = await session.send('IO.read', { handle: stream, size: 64 * 2 ** 20 });
    text += part.data;
    if (part.eof) break;
  }
  await session.detach();
  const { traceEvents } = JSON.parse(text) as { traceEvents: readonly TraceEvent[] };
  return summarize(traceEvents);
}

function summarize(events: readonly TraceEvent[]): Traced {
  const begin = events.find(({ name }) => name === 'begin');
  const end = events.find(({ name }) => name === 'end');
  const mainThread = pageThread(events, begin);
  const inside = (thread: string) =>
    events
      .filter(
        ({ name, ph, ts, pid, tid }) =>
          name === task &&
          ph === 'X' &&
          `${pid} ${tid}` === thread &&
          (!begin || ts >= begin.ts) &&
          (!end || ts <= end.ts),
      )
      .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, work: tdur / 1000 }));
  const workOf = (thread: string): ThreadWork => {
    const tasks = inside(thread);
    const walls = tasks.map(({ wall }) => wall).sort((a, b) => b - a);
    return {
      work: tasks.reduce((sum, { work }) => sum + work, 0),
      longest: walls[0] ?? 0,
      longestWork: Math.max(0, ...tasks.map(({ work }) => work)),
      tasks: walls.slice(0, 10),
    };
  };
  const workers = new Map<string, string>();
  for (const { args, pid, tid } of events) {
    const file = /([A-Za-z]+Worker)-[^/]*\.js$/.exec(args?.data?.url ?? '')?.[1];
    if (file && `${pid} ${tid}` !== mainThread) workers.set(file, `${pid} ${tid}`);
  }
  const page = workOf(mainThread);
  // Workers may be idle; a page that was acted on never is.
  if (page.tasks.length === 0) throw new Error('The trace shows no task of the page.');
  return {
    page,
    workers: Object.fromEntries([...workers].map(([name, thread]) => [name, workOf(thread)])),
  };
}

/** The thread on which the marks were set, else the busiest main thread of a renderer. */
function pageThread(events: readonly TraceEvent[], mark: TraceEvent | undefined): string {
  if (mark) return `${mark.pid} ${mark.tid}`;
  const counts = new Map<string, number>();
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  for (const { name, pid, tid } of events) {
    const thread = `${pid} ${tid}`;
    if (name === task && main.has(thread)) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
