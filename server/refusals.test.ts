import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serializeProject } from '../engine/index.ts';
import { securityHeaders } from '../files/served/headers.ts';
import { emptyProject } from '../files/testing/project.ts';
import { temporaryFolder } from '../files/testing/scratch.ts';
import { traversals } from '../files/testing/traversals.ts';
import { type RunningServer, startServer } from './main.ts';
import { type RawAnswer, rawRequest } from './testing/rawRequest.ts';

const largestBody = 4096;
const { folder, remove } = temporaryFolder();
const projects = join(folder, 'projects');
let server: RunningServer;
let token: string;

beforeAll(async () => {
  const window = join(folder, 'window');
  mkdirSync(join(window, 'assets'), { recursive: true });
  mkdirSync(projects);
  writeFileSync(join(window, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'secret.netloom'), serializeProject(emptyProject()));
  writeFileSync(join(projects, 'one.netloom'), serializeProject(emptyProject()));
  symlinkSync('../secret.netloom', join(projects, 'out.netloom'));
  server = await startServer({
    window,
    projects,
    port: 0,
    largestBody,
    headTimeout: 300,
    requestTimeout: 600,
  });
  token = new URL(server.address).hash.slice('#token='.length);
});
afterAll(async () => {
  await server.close();
  remove();
});

/** The parts of a request; a null header is left out. */
interface Parts {
  readonly line: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly more?: string;
  readonly body?: string | Uint8Array;
}
type Row = readonly [name: string, parts: () => Parts, status: number, code: string];

const get = (path: string, headers: Parts['headers'] = {}): Parts => ({
  line: `GET ${path} HTTP/1.1`,
  headers: { Authorization: `Bearer ${token}`, ...headers },
});
const put = (path: string, body: string | Uint8Array, headers: Parts['headers'] = {}): Parts => ({
  line: `PUT ${path} HTTP/1.1`,
  headers: {
    Authorization: `Bearer ${token}`,
    Origin: server.origin,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  },
  body,
});
const text = () => serializeProject(emptyProject());
const saving = (expected: unknown = 'absent', content: unknown = text()) =>
  JSON.stringify({ text: content, expected });
const saveAs = (name: string) => put(`/api/projects/${name}`, saving());

/** What is asked, and what it is refused with. */
const rows: readonly Row[] = [
  // Another name for this machine: DNS rebinding.
  ...[
    'evil.example',
    'localhost:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.example',
    '127.0.0.1:PORT@evil.example',
    'evil.example:PORT',
    '[::1]:PORT',
    '0.0.0.0:PORT',
    '127.1:PORT',
    '2130706433:PORT',
    '127.0.0.1:0PORT',
    '',
  ].map(
    (host): Row => [
      `Host ${JSON.stringify(host)}`,
      () => get('/', { Host: host.replace('PORT', String(server.port)) }),
      403,
      'host-refused',
    ],
  ),
  ['no Host', () => get('/', { Host: null }), 403, 'host-refused'],
  ['no Host on the API', () => get('/api/projects', { Host: null }), 403, 'host-refused'],
  ['two Hosts', () => ({ ...get('/'), more: 'Host: evil.example\r\n' }), 400, 'request-unclear'],
  [
    'HTTP/1.0 without Host',
    () => ({ line: 'GET / HTTP/1.0', headers: { Host: null } }),
    403,
    'host-refused',
  ],
  // Methods.
  ...['POST', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'MKCOL', 'PURGE'].map(
    (method): Row => [
      `${method} of a file`,
      () => ({ line: `${method} / HTTP/1.1` }),
      405,
      'method-refused',
    ],
  ),
  ['PUT of a file', () => put('/index.html', 'x'), 405, 'method-refused'],
  ...['POST', 'DELETE', 'PATCH', 'OPTIONS'].map(
    (method): Row => [
      `${method} of a project`,
      () => ({ ...saveAs('two.netloom'), line: `${method} /api/projects/two.netloom HTTP/1.1` }),
      405,
      'method-refused',
    ],
  ),
  [
    'a preflight from another origin',
    () => ({
      line: 'OPTIONS /api/projects HTTP/1.1',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'PUT' },
    }),
    405,
    'method-refused',
  ],
  ['CONNECT', () => ({ line: 'CONNECT evil.example:443 HTTP/1.1' }), 405, 'method-refused'],
  ['an unknown method', () => ({ line: 'BREW / HTTP/1.1' }), 400, 'request-unclear'],
  ['a lower-case method', () => ({ line: 'get / HTTP/1.1' }), 400, 'request-unclear'],
  // Tokens.
  ['no token', () => get('/api/projects', { Authorization: null }), 401, 'session-ended'],
  [
    'an empty token',
    () => get('/api/projects', { Authorization: 'Bearer ' }),
    401,
    'session-ended',
  ],
  [
    'a wrong token',
    () => get('/api/projects', { Authorization: `Bearer ${'A'.repeat(43)}` }),
    401,
    'session-ended',
  ],
  [
    'half a token',
    () => get('/api/projects', { Authorization: `Bearer ${token.slice(0, 20)}` }),
    401,
    'session-ended',
  ],
  [
    'a token and more',
    () => get('/api/projects', { Authorization: `Bearer ${token}x` }),
    401,
    'session-ended',
  ],
  [
    'a token of another kind',
    () => get('/api/projects', { Authorization: `Basic ${token}` }),
    401,
    'session-ended',
  ],
  [
    'a token in the query',
    () => get(`/api/projects?token=${token}`, { Authorization: null }),
    401,
    'session-ended',
  ],
  [
    'a token in a cookie',
    () => get('/api/projects', { Authorization: null, Cookie: `token=${token}` }),
    401,
    'session-ended',
  ],
  [
    'two tokens',
    () => ({ ...get('/api/projects'), more: 'Authorization: Bearer x\r\n' }),
    400,
    'request-unclear',
  ],
  [
    'saving without a token',
    () => put('/api/projects/two.netloom', saving(), { Authorization: null }),
    401,
    'session-ended',
  ],
  // Origins.
  ...[
    'https://evil.example',
    'null',
    'http://localhost:PORT',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:PORT.evil.example',
    'http://127.0.0.1:PORT/',
    '',
  ].map(
    (origin): Row => [
      `saving from the origin ${JSON.stringify(origin)}`,
      () =>
        put('/api/projects/two.netloom', saving(), {
          Origin: origin.replace('PORT', String(server.port)),
        }),
      403,
      'origin-refused',
    ],
  ),
  [
    'saving without an origin',
    () => put('/api/projects/two.netloom', saving(), { Origin: null }),
    403,
    'origin-refused',
  ],
  [
    'two origins',
    () => ({ ...saveAs('two.netloom'), more: 'Origin: https://evil.example\r\n' }),
    400,
    'request-unclear',
  ],
  [
    'reading from another origin',
    () => get('/api/projects', { Origin: 'https://evil.example' }),
    403,
    'origin-refused',
  ],
  ...['cross-site', 'same-site', 'none'].map(
    (site): Row => [
      `a fetch that is ${site}`,
      () => get('/api/projects', { 'Sec-Fetch-Site': site }),
      403,
      'origin-refused',
    ],
  ),
  // Bodies.
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''].map(
    (type): Row => [
      `a body of type ${JSON.stringify(type)}`,
      () => put('/api/projects/two.netloom', saving(), { 'Content-Type': type }),
      415,
      'body-invalid',
    ],
  ),
  [
    'a body without type',
    () => put('/api/projects/two.netloom', saving(), { 'Content-Type': null }),
    415,
    'body-invalid',
  ],
  [
    'a body in another character set',
    () =>
      put('/api/projects/two.netloom', saving(), {
        'Content-Type': 'application/json; charset=utf-16',
      }),
    415,
    'body-invalid',
  ],
  [
    'a compressed body',
    () => put('/api/projects/two.netloom', saving(), { 'Content-Encoding': 'gzip' }),
    415,
    'body-invalid',
  ],
  ['no body', () => put('/api/projects/two.netloom', ''), 411, 'body-invalid'],
  [
    'a body that says it is too large',
    () => put('/api/projects/two.netloom', '', { 'Content-Length': '99999999999' }),
    413,
    'file-too-large',
  ],
  [
    'a body that is too large without saying so',
    () => ({
      ...put('/api/projects/two.netloom', '', {
        'Content-Length': null,
        'Transfer-Encoding': 'chunked',
      }),
      body: `2000\r\n${'x'.repeat(0x2000)}\r\n0\r\n\r\n`,
    }),
    413,
    'file-too-large',
  ],
  [
    'a length and chunks',
    () => put('/api/projects/two.netloom', saving(), { 'Transfer-Encoding': 'chunked' }),
    400,
    'request-unclear',
  ],
  [
    'two lengths',
    () => ({ ...saveAs('two.netloom'), more: 'Content-Length: 3\r\n' }),
    400,
    'request-unclear',
  ],
  [
    'a negative length',
    () => put('/api/projects/two.netloom', saving(), { 'Content-Length': '-1' }),
    400,
    'request-unclear',
  ],
  [
    'a body shorter than it says',
    () => put('/api/projects/two.netloom', '{"text":', { 'Content-Length': '100' }),
    408,
    'request-slow',
  ],
  [
    'a broken chunk',
    () => ({
      ...put('/api/projects/two.netloom', '', {
        'Content-Length': null,
        'Transfer-Encoding': 'chunked',
      }),
      body: 'zz\r\nhello\r\n',
    }),
    400,
    'request-unclear',
  ],
  [
    'a body of a GET',
    () => ({ ...get('/', { 'Content-Length': '5' }), body: 'hello' }),
    400,
    'request-unclear',
  ],
  ['broken JSON', () => put('/api/projects/two.netloom', '{"text":'), 400, 'body-invalid'],
  ['JSON that is no object', () => put('/api/projects/two.netloom', '[]'), 400, 'body-invalid'],
  ['JSON null', () => put('/api/projects/two.netloom', 'null'), 400, 'body-invalid'],
  [
    'a body that is no UTF-8',
    () => put('/api/projects/two.netloom', Uint8Array.of(0x7b, 0xff, 0x7d)),
    400,
    'body-invalid',
  ],
  ['no expectation', () => put('/api/projects/two.netloom', '{"text":""}'), 400, 'body-invalid'],
  [
    'a key too many',
    () =>
      put(
        '/api/projects/two.netloom',
        JSON.stringify({ text: text(), expected: 'any', path: '/' }),
      ),
    400,
    'body-invalid',
  ],
  [
    'a text that is a number',
    () => put('/api/projects/two.netloom', saving('any', 7)),
    400,
    'body-invalid',
  ],
  [
    'an expectation that is none',
    () => put('/api/projects/two.netloom', saving('maybe')),
    400,
    'body-invalid',
  ],
  [
    'a revision with a bad hash',
    () => put('/api/projects/two.netloom', saving({ modified: 0, size: 0, sha256: '../x' })),
    400,
    'body-invalid',
  ],
  [
    'a text that is no project',
    () => put('/api/projects/two.netloom', saving('absent', 'hello')),
    422,
    'project-invalid',
  ],
  [
    'a file that has changed',
    () => put('/api/projects/one.netloom', saving('absent', `${text()} `)),
    409,
    'file-changed-on-disk',
  ],
  // Names.
  ...[
    '..%2fsecret.netloom',
    '..%5csecret.netloom',
    '%2e%2e%2fsecret.netloom',
    '%252e%252e%252fsecret.netloom'.replace('%252f', '%2f'),
    'a%00.netloom',
    'a%0a.netloom',
    '%ff.netloom',
    '%.netloom',
    'CON.netloom',
    'lpt1.netloom',
    '.netloom',
    '.hidden.netloom',
    'x.txt',
    'C:x.netloom',
    `${'n'.repeat(200)}.netloom`,
    '%E2%80%AEx.netloom',
    'out.netloom',
    '',
  ].flatMap((name): Row[] => [
    [`reading ${JSON.stringify(name)}`, () => get(`/api/projects/${name}`), 400, 'name-invalid'],
    [`saving ${JSON.stringify(name)}`, () => saveAs(name), 400, 'name-invalid'],
  ]),
  ['a project that is not there', () => get('/api/projects/no.netloom'), 404, 'file-not-found'],
  ['an unknown part of the API', () => get('/api/secrets'), 404, 'not-found'],
  ['an unknown detail', () => get('/api/projects/one.netloom/text'), 404, 'not-found'],
  ['more than a detail', () => get('/api/projects/one.netloom/revision/x'), 404, 'not-found'],
  ['saving the folder', () => put('/api/projects', saving()), 404, 'not-found'],
  ['saving below a project', () => put('/api/projects/a/b.netloom', saving()), 404, 'not-found'],
  ['the API without a path', () => get('/api/'), 404, 'not-found'],
  // Forms of requests.
  ['a whole address', () => get('http://evil.example/'), 400, 'request-unclear'],
  ['no path', () => get('*'), 400, 'request-unclear'],
  ['a long path', () => get(`/${'a'.repeat(5000)}`), 400, 'request-unclear'],
  ['a long head', () => get('/', { 'X-Long': 'a'.repeat(20_000) }), 431, 'request-unclear'],
  ['no HTTP', () => ({ line: 'hello' }), 400, 'request-unclear'],
  ['HTTP/2 in the clear', () => ({ line: 'PRI * HTTP/2.0' }), 400, 'request-unclear'],
  [
    'a WebSocket',
    () => get('/', { Connection: 'Upgrade', Upgrade: 'websocket' }),
    400,
    'request-unclear',
  ],
  ['a strange wish', () => get('/', { Expect: '200-maybe' }), 417, 'request-unclear'],
  ['a zero byte in a header', () => get('/', { 'X-A': 'a\u0000b' }), 400, 'request-unclear'],
  ['a folded header', () => ({ ...get('/'), more: ' folded\r\n' }), 400, 'request-unclear'],
  ['a space before a colon', () => ({ ...get('/'), more: 'X-A : b\r\n' }), 400, 'request-unclear'],
];

async function ask({ line, headers = {}, more = '', body }: Parts): Promise<RawAnswer> {
  const all = { Host: `127.0.0.1:${server.port}`, Connection: 'close', ...headers };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${line}\r\n${lines.join('')}${more}\r\n`;
  return rawRequest(server.port, body === undefined ? [head] : [head, body]);
}

function expectSafe({ headers }: RawAnswer): void {
  for (const [name, value] of Object.entries(securityHeaders))
    expect(headers[name.toLowerCase()], name).toBe(value);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(headers).not.toHaveProperty('set-cookie');
}

describe('a refused request', () => {
  it('has at least sixty forms', () => {
    expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });

  it.each(rows)('%s', async (_, parts, status, code) => {
    const answer = await ask(parts());
    expect({ status: answer.status, body: answer.body }).toMatchObject({
      status,
      body: expect.stringContaining(`"code":"${code}"`),
    });
    expect(JSON.parse(answer.body)).toEqual({
      error: { code, sentence: expect.stringMatching(/^\S.*\.$/s) },
    });
    expectSafe(answer);
    expect(answer.body).not.toContain('secret');
    expect(readdirSync(projects).sort()).toEqual(['one.netloom', 'out.netloom']);
    expect(readFileSync(join(projects, 'one.netloom'), 'utf8')).toBe(text());
  });

  // A path that begins without a slash, or with a space in it, is refused before it is looked up.
  it.each(traversals)('for the file %j', async (path) => {
    const answer = await ask(get(path));
    expect([400, 403, 404]).toContain(answer.status);
    expectSafe(answer);
    expect(answer.body).not.toContain('secret');
  });

  it('to HEAD has no body', async () => {
    const answer = await ask({ line: 'HEAD /none HTTP/1.1' });
    expect(answer).toMatchObject({ status: 404, body: '' });
    expectSafe(answer);
  });

  it('for a head that never ends comes in time', async () => {
    const answer = await rawRequest(server.port, ['GET / HTTP/1.1\r\nHost: ']);
    expect(answer.status).toBe(408);
    expectSafe(answer);
  });

  it('leaves a later request unharmed', async () => {
    const answer = await ask(get('/'));
    expect(answer).toMatchObject({ status: 200, body: '<!doctype html>' });
    expectSafe(answer);
  });
});
