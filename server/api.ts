/** A request to the API that passed the guard in; what the folder of projects has to say out. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { NetloomError } from '../engine/index.ts';
import type { ProjectFolder } from '../files/projectFolder.ts';
import { expectationSchema } from '../files/schemas.ts';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import { readJson } from './body.ts';
import { apiPrefix } from './guard.ts';

const saveSchema = z.strictObject({ text: z.string(), expected: expectationSchema });

/** HTTP statuses of the errors that are no fault of the disk. */
const statuses: Readonly<Record<string, number>> = {
  'file-not-found': 404,
  'folder-not-found': 404,
  'name-invalid': 400,
  'project-invalid': 422,
  'file-too-large': 413,
  'file-changed-on-disk': 409,
  'disk-full': 507,
};

/**
 * GET projects; GET projects/<name>; GET projects/<name>/revision; PUT projects/<name>. Null when the other side went
 * away. Errors keep their code and sentence.
 */
export async function answerApi(
  request: IncomingMessage,
  projects: ProjectFolder,
  largestBody: number,
): Promise<Answer | null> {
  const path = (request.url ?? '').slice(apiPrefix.length);
  try {
    if (request.method === 'PUT') return await save(request, path, projects, largestBody);
    return await read(path, projects);
  } catch (error) {
    if (!(error instanceof NetloomError)) throw error;
    return refusal(statuses[error.code] ?? 500, error.code, error.message);
  }
}

async function read(path: string, projects: ProjectFolder): Promise<Answer> {
  const [collection, name, detail, ...rest] = path.split('/');
  if (collection !== 'projects' || rest.length > 0) return notThere();
  if (name === undefined)
    return jsonAnswer({ folder: projects.path, projects: await projects.list() });
  if (detail === undefined) return jsonAnswer(await projects.read(decodeName(name)));
  if (detail !== 'revision') return notThere();
  return jsonAnswer({ revision: await projects.revisionOf(decodeName(name)) });
}

async function save(
  request: IncomingMessage,
  path: string,
  projects: ProjectFolder,
  largestBody: number,
): Promise<Answer | null> {
  const [collection, name, ...rest] = path.split('/');
  if (collection !== 'projects' || name === undefined || rest.length > 0)
    return { ...notThere(), close: true };
  const body = await readJson(request, largestBody);
  if (body.kind === 'gone') return null;
  if (body.kind === 'refused') return body.answer;
  const wanted = saveSchema.safeParse(body.value);
  if (!wanted.success)
    return refusal(400, 'body-invalid', 'The body is not a project and what is expected on disk.');
  const { text, expected } = wanted.data;
  return jsonAnswer({ revision: await projects.save(decodeName(name), text, expected) });
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new NetloomError('name-invalid', 'This name cannot be used: it is not text.');
  }
}

const notThere = () => refusal(404, 'not-found', 'There is nothing at this address.');
