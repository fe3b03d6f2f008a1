/** An edit that is only thought of in; what it would bring out: the network after it, costs and issues. */
import type { Field } from '../../data/types.ts';
import { freshId } from '../../graph/document/fresh.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { applyFix } from '../../graph/issues/applyFix.ts';
import type { Fix, Issue } from '../../graph/issues/issue.ts';
import { inputPorts, nodeTypes } from '../../graph/registry.ts';
import { NetloomError } from '../../util/errors.ts';
import { summaryOf } from './summary.ts';
import type { Consequences, Project } from './types.ts';

type Fields = readonly Field[] | null;

/** What applying the fix would change; a fix for something that is no longer there changes nothing. */
export function considerFix(project: Project, fields: Fields, fix: Fix): Consequences {
  const ghost = freshId(project.nodes, 'ghost');
  const changed = applyFix(project, fix, ghost);
  const adds = changed.nodes.some(({ id }) => id === ghost);
  return { ghost: adds ? ghost : null, ...compare(project, changed, fields) };
}

/** Throws NetloomError 'edge-missing', 'type-missing', or 'cannot-insert' where the type has no port to wire. */
export function considerInsert(
  project: Project,
  fields: Fields,
  edge: string,
  type: string,
  params: Readonly<Record<string, unknown>> = {},
): Consequences {
  if (!project.edges.some(({ id }) => id === edge))
    throw new NetloomError('edge-missing', 'The wire is no longer there.', edge);
  const definition = nodeTypes.get(type);
  if (!definition)
    throw new NetloomError('type-missing', `There is no layer of the type "${type}".`, type);
  if (definition.type === 'input' || inputPorts(definition, definition.params.parse({})).length < 1)
    throw new NetloomError(
      'cannot-insert',
      `${definition.name.en} cannot be put on a wire: nothing can be wired into it.`,
      type,
    );
  return considerFix(project, fields, { kind: 'insert-node', edge, type, params });
}

function compare(before: Project, after: Project, fields: Fields): Omit<Consequences, 'ghost'> {
  const old = inferNetwork(before, fields);
  const fresh = inferNetwork(after, fields);
  const known = new Set(old.issues.map(keyOf));
  const remaining = new Set(fresh.issues.map(keyOf));
  return {
    network: summaryOf(fresh),
    parameters: { before: old.parameters, after: fresh.parameters },
    multiplyAdds: { before: old.multiplyAdds, after: fresh.multiplyAdds },
    added: fresh.issues.filter((issue) => !known.has(keyOf(issue))),
    mended: old.issues.filter((issue) => !remaining.has(keyOf(issue))),
  };
}
/** Two issues of one code at one place are the same, whatever values they name. */
function keyOf({ code, node, port, parameter, edge }: Issue): string {
  return JSON.stringify([code, node, port, parameter, edge]);
}
