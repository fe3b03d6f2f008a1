/** What hangs at the pointer while a layer is dragged: its name, and what dropping it here would bring. */
import { useTranslation } from 'react-i18next';
import { ghostShapes, useGhosts } from '../canvas/ghosts.ts';
import { nodesById } from '../canvas/lookup.ts';
import { changeText, roughCount } from '../canvas/text.ts';
import { nameOf } from '../i18n/layerNames.ts';
import { byGravity, sentenceOf } from '../issues/sentences.ts';
import { useDocument } from '../store/document.ts';
import { type DropTarget, useDrag } from './drag.ts';

export function DragGhost() {
  const { item, at, target } = useDrag();
  if (!item) return null;
  return (
    <div
      aria-hidden
      data-drop={target.kind}
      className="pointer-events-none fixed top-0 left-0 z-60 max-w-96 rounded-lg border border-accent bg-raised/95 px-3 py-2 shadow-[var(--shadow)]"
      style={{ transform: `translate(${at.x + 14}px, ${at.y + 14}px)` }}
    >
      <p className="flex items-center gap-2 font-semibold">
        <span className="size-2 rounded-xs" style={{ background: `var(--c-${item.category})` }} />
        {nameOf(item.name)}
      </p>
      <Effect target={target} />
    </div>
  );
}

function Effect({ target }: { readonly target: DropTarget }) {
  const { t } = useTranslation('canvas');
  const label = useDocument(({ project }) =>
    target.kind === 'behind' ? nodesById(project.nodes).get(target.node)?.label : undefined,
  );
  switch (target.kind) {
    case 'nothing':
    case 'free':
      return null;
    case 'behind':
      return <p className="text-xs text-dim">{t('dropBehind', { node: label ?? target.node })}</p>;
    case 'wrap':
      return <p className="text-xs text-dim">{t('dropWrap', { count: target.nodes.length })}</p>;
    case 'edge':
      return <InsertEffect />;
    default:
      return target satisfies never;
  }
}

function InsertEffect() {
  const { t } = useTranslation(['canvas', 'issues']);
  const { consequences, failure } = useGhosts();
  if (failure) return <p className="text-xs text-bad">{t('canvas:cannotInsert')}</p>;
  if (!consequences) return <p className="text-xs text-dim">{t('canvas:insertHere')}</p>;
  const { parameters, multiplyAdds, added } = consequences;
  // What is still to be done is no consequence worth a warning.
  const [worst] = byGravity(added.filter(({ severity }) => severity !== 'hint'));
  const shapes = ghostShapes(consequences);
  return (
    <>
      {shapes && (
        <p className="mt-0.5 font-mono text-[11px]">
          {shapes[0]} → {shapes[1]}
        </p>
      )}
      <p className="mt-0.5 font-mono text-[11px] whitespace-nowrap text-dim">
        {t('canvas:parametersChange', { change: changeText(parameters.after - parameters.before) })}
        {' · '}
        {t('canvas:workChange', {
          change: changeText(multiplyAdds.after - multiplyAdds.before, roughCount),
        })}
      </p>
      {worst && (
        <p className={`mt-1 text-xs ${worst.severity === 'error' ? 'text-bad' : 'text-warning'}`}>
          {sentenceOf(worst)}
        </p>
      )}
    </>
  );
}
