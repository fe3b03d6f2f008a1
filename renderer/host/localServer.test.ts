import { describe, expect, it } from 'vitest';
import { localServer, type PageContext, takeToken } from './localServer.ts';

const token = 'T'.repeat(43);
function page(hash: string, answer: () => Promise<Response> = async () => Response.json({})) {
  const kept = new Map<string, string>();
  const asked: { readonly path: string; readonly init: RequestInit }[] = [];
  const replaced: string[] = [];
  const context: PageContext = {
    location: { hash, pathname: '/', search: '?x' },
    history: {
      state: null,
      replaceState: (_, __, address) => void replaced.push(String(address)),
    },
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
    fetch: async (path, init = {}) => {
      asked.push({ path: String(path), init });
      return answer();
    },
  };
  return { context, kept, asked, replaced };
}

describe('the token', () => {
  it('goes from the address to the store, and out of the address', () => {
    const { context, kept, replaced } = page(`#token=${token}`);
    takeToken(context);
    expect([...kept.values()]).toEqual([token]);
    expect(replaced).toEqual(['/?x']);
  });
  it.each(['', '#', '#token=', `#token=${token}x`, '#other'])('is not in %j', (hash) => {
    const { context, kept, replaced } = page(hash);
    takeToken(context);
    expect([kept.size, replaced.length]).toEqual([0, 0]);
  });
  it('may find no store', () => {
    const { context, replaced } = page(`#token=${token}`);
    const full = () => {
      throw new Error('quota');
    };
    takeToken({ ...context, storage: { getItem: () => null, setItem: full } });
    expect(replaced).toEqual(['/?x']);
  });
  it('goes with every call', async () => {
    const { context, asked } = page(`#token=${token}`);
    takeToken(context);
    await localServer(context).list();
    expect(asked[0]?.init.headers).toMatchObject({ Authorization: `Bearer ${token}` });
  });
});

describe('a call', () => {
  it('names the project in one encoded segment', async () => {
    const { context, asked } = page('');
    const server = localServer(context);
    await server.read('a/b ü?.netloom');
    await server.revisionOf('a.netloom');
    await server.save('a.netloom', 'text', 'absent');
    expect(asked.map(({ path }) => path)).toEqual([
      '/api/projects/a%2Fb%20%C3%BC%3F.netloom',
      '/api/projects/a.netloom/revision',
      '/api/projects/a.netloom',
    ]);
    expect(asked[2]?.init).toMatchObject({
      method: 'PUT',
      body: JSON.stringify({ text: 'text', expected: 'absent' }),
    });
  });

  const revision = { modified: 1, size: 2, sha256: 'f'.repeat(64) };
  it.each([
    ['saved', { revision }, 200, { ok: true, value: revision }],
    [
      'a refusal',
      { error: { code: 'disk-full', sentence: 'Full.' } },
      507,
      { ok: false, error: { code: 'disk-full', sentence: 'Full.' } },
    ],
    ['another server', 'hello', 404, { ok: false, error: { code: 'no-server' } }],
  ])('answered with %s', async (_, body, status, expected) => {
    const answer = async () => new Response(JSON.stringify(body), { status });
    const saved = await localServer(page('', answer).context).save('a.netloom', '', 'any');
    expect(saved).toMatchObject(expected);
  });

  it('answered with a page, or not at all, says so', async () => {
    const html = async () => new Response('<!doctype html>', { status: 200 });
    expect(await localServer(page('', html).context).list()).toMatchObject({
      error: { code: 'no-server', sentence: expect.stringMatching(/\.$/) },
    });
    const gone = async () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await localServer(page('', gone).context).list()).toMatchObject({
      error: { code: 'server-gone', sentence: expect.stringMatching(/\.$/) },
    });
  });
});
