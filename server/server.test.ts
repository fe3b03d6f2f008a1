import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serializeProject } from '../engine/index.ts';
import { securityHeaders } from '../files/served/headers.ts';
import { emptyProject } from '../files/testing/project.ts';
import { scratchFolder } from '../files/testing/scratch.ts';
import { type RunningServer, startServer, usualPort } from './main.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(port: number | null = 0) {
  const folder = scratchFolder();
  const window = join(folder, 'window');
  mkdirSync(join(window, 'assets'), { recursive: true });
  writeFileSync(join(window, 'index.html'), '<!doctype html>');
  writeFileSync(join(window, 'assets/main-AbCdEfGh.js'), 'export {};');
  const projects = join(folder, 'made later', 'Netloom');
  const server = await startServer({ window, projects, port });
  running.push(server);
  return { server, projects, window };
}

/** What the page does: the token of the fragment, in a header. */
function page({ origin, address }: RunningServer) {
  const authorization = `Bearer ${new URL(address).hash.slice('#token='.length)}`;
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${origin}/api/${path}`, {
      ...init,
      headers: { Authorization: authorization, ...init.headers },
    });
    return { status: response.status, value: (await response.json()) as Record<string, unknown> };
  };
  const save = (name: string, body: object) =>
    call(`projects/${encodeURIComponent(name)}`, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', Origin: origin },
    });
  return { call, save };
}
const text = (name: string) => serializeProject(emptyProject(name));

describe('the window', () => {
  it('is served with all headers, and isolated', async () => {
    const { server } = await start();
    const response = await fetch(`${server.origin}/?anything`);
    expect(await response.text()).toBe('<!doctype html>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    for (const [name, value] of Object.entries(securityHeaders))
      expect(response.headers.get(name)).toBe(value);
  });

  it('is not sent again while it is the same', async () => {
    const { server, window } = await start();
    const first = await fetch(server.origin);
    const headers = { 'If-None-Match': first.headers.get('etag') ?? '' };
    const second = await fetch(server.origin, { headers });
    expect(second.status).toBe(304);
    expect(second.headers.get('content-security-policy')).toBeTruthy();
    writeFileSync(join(window, 'index.html'), '<!doctype html><title>New</title>');
    expect((await fetch(server.origin, { headers })).status).toBe(200);
  });

  it('keeps for ever what has its hash in its name', async () => {
    const { server } = await start();
    const response = await fetch(`${server.origin}/assets/main-AbCdEfGh.js`);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('answers HEAD with the length and without the bytes', async () => {
    const { server } = await start();
    const response = await fetch(server.origin, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('15');
    expect(await response.text()).toBe('');
  });

  it('says that it is not there when it is not built', async () => {
    const folder = scratchFolder();
    const server = await startServer({ window: join(folder, 'no'), projects: folder, port: 0 });
    running.push(server);
    expect((await fetch(server.origin)).status).toBe(404);
  });
});

describe('the folder of projects', () => {
  it('is empty until something is saved, and then lists the newest first', async () => {
    const { server, projects } = await start();
    const { call, save } = page(server);
    expect((await call('projects')).value).toEqual({ folder: projects, projects: [] });
    expect(existsSync(projects)).toBe(false);
    await save('one.netloom', { text: text('One'), expected: 'absent' });
    await save('项目 2.netloom', { text: text('Two'), expected: 'absent' });
    writeFileSync(join(projects, 'notes.txt'), 'not listed');
    mkdirSync(join(projects, 'folder.netloom'));
    const listed = (await call('projects')).value.projects as { name: string; size: number }[];
    expect(listed.map(({ name }) => name)).toEqual(['项目 2.netloom', 'one.netloom']);
    expect(listed[1]?.size).toBe(text('One').length);
  });

  it('gives back what was saved, and its revision', async () => {
    const { server } = await start();
    const { call, save } = page(server);
    const saved = await save('one.netloom', { text: text('One'), expected: 'absent' });
    expect(saved.status).toBe(200);
    const { revision } = saved.value;
    expect((await call('projects/one.netloom/revision')).value).toEqual({ revision });
    expect((await call('projects/one.netloom')).value).toEqual({
      text: text('One'),
      revision,
      generation: 'current',
      reason: null,
      other: null,
    });
    expect((await call('projects/none.netloom/revision')).value).toEqual({ revision: null });
  });

  it('notices a change on disk, and overwrites it only when told to', async () => {
    const { server, projects } = await start();
    const { save } = page(server);
    const { revision } = (await save('one.netloom', { text: text('One'), expected: 'absent' }))
      .value;
    writeFileSync(join(projects, 'one.netloom'), text('By another program'));
    const refused = await save('one.netloom', { text: text('Mine'), expected: revision });
    expect(refused).toMatchObject({
      status: 409,
      value: { error: { code: 'file-changed-on-disk' } },
    });
    expect(readFileSync(join(projects, 'one.netloom'), 'utf8')).toBe(text('By another program'));
    const forced = await save('one.netloom', { text: text('Mine'), expected: 'any' });
    expect(forced.status).toBe(200);
    expect(readdirSync(projects).sort()).toEqual(['one.netloom', 'one.netloom.bak']);
  });

  it('offers the previous generation of a broken file', async () => {
    const { server, projects } = await start();
    const { call, save } = page(server);
    await save('one.netloom', { text: text('One'), expected: 'absent' });
    await save('one.netloom', { text: text('Two'), expected: 'any' });
    writeFileSync(join(projects, 'one.netloom'), text('Two').slice(0, 50));
    expect((await call('projects/one.netloom')).value).toMatchObject({
      text: text('One'),
      generation: 'previous',
      reason: 'broken',
    });
  });

  it('lists and opens a name that another program wrote decomposed', async () => {
    const { server, projects } = await start();
    const { call } = page(server);
    mkdirSync(projects, { recursive: true });
    writeFileSync(join(projects, 'Re\u0301seau.netloom'), text('R'));
    const listed = (await call('projects')).value.projects as { name: string }[];
    const name = encodeURIComponent(listed[0]?.name ?? '');
    expect((await call(`projects/${name}`)).status).toBe(200);
  });

  it('says why a folder cannot be used', async () => {
    const { server, projects } = await start();
    const { call, save } = page(server);
    mkdirSync(join(projects, '..'), { recursive: true });
    writeFileSync(projects, 'a file');
    expect((await call('projects')).value).toMatchObject({ error: { code: 'file-not-found' } });
    const saved = await save('one.netloom', { text: text('One'), expected: 'absent' });
    expect(saved.value).toMatchObject({ error: { sentence: expect.stringMatching(/\.$/) } });
  });
});

describe('the address', () => {
  it('has a new token at each start, of 256 bits, in its fragment', async () => {
    const tokens = [];
    for (let i = 0; i < 2; i++) tokens.push(new URL((await start()).server.address).hash);
    expect(tokens[0]).not.toBe(tokens[1]);
    for (const token of tokens) expect(token).toMatch(/^#token=[A-Za-z0-9_-]{43}$/);
  });

  it('is of the loopback interface only', async () => {
    const { server } = await start();
    expect(server.origin).toBe(`http://127.0.0.1:${server.port}`);
  });

  it('is the usual one, or the next that is free', async () => {
    const ports = [(await start(null)).server.port, (await start(null)).server.port];
    expect(ports[0]).toBeGreaterThanOrEqual(usualPort);
    expect(ports[1]).toBeGreaterThan(ports[0] ?? 0);
  });

  it('that is asked for and taken is refused with a sentence', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      }),
    );
    await expect(start(port)).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} is taken by another program.`,
    });
    other.close();
  });
});
