/** A wire: where it comes from, where it goes, what it carries; take it away, or put a layer into it. */
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Endpoint, ProjectEdge } from '../../engine/index.ts';
import { centreNode } from '../canvas/camera.ts';
import { useNode } from '../canvas/lookup.ts';
import { placeOnEdge } from '../canvas/place.ts';
import { nodeShape } from '../canvas/text.ts';
import { remove } from '../commands/edits.ts';
import { nameOf, portName } from '../i18n/layerNames.ts';
import { useNetwork } from '../store/network.ts';
import { select } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuEntry } from '../ui/menuEntries.ts';
import { IssueNotes } from './IssueNote.tsx';
import { useReadOnly } from './readOnly.ts';
import { Fact, Section } from './Section.tsx';

export function EdgeInspector({ edge }: { readonly edge: ProjectEdge }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const value = useNetwork((state) => state.summary?.edges[edge.id] ?? null);
  const issues = useNetwork((state) => state.summary?.issues);
  const own = issues?.filter((issue) => issue.edge === edge.id) ?? [];
  return (
    <>
      <header className="pt-3 pr-3 pb-2.5 pl-4">
        <h2 className="text-[0.875rem] font-semibold tracking-normal text-text">
          {t('edge.title')}
        </h2>
        <dl className="mt-2">
          <Fact name={t('edge.from')}>
            <End end={edge.from} />
          </Fact>
          <Fact name={t('edge.to')}>
            <End end={edge.to} />
          </Fact>
          <Fact name={t('edge.carries')}>
            {value ? nodeShape(value) : t('edge.unknown')}
            {value?.dtype === 'i32' && ` ${t('edge.classNumbers')}`}
          </Fact>
        </dl>
      </header>
      {own.length > 0 && (
        <div className="border-t border-line py-2.5 pr-3 pl-4">
          <IssueNotes issues={own} />
        </div>
      )}
      <Section title={t('edge.actions')}>
        <div className="flex flex-wrap gap-1.5">
          <InsertMenu edge={edge.id} disabled={readOnly} />
          <Button
            icon={Trash2}
            action="delete-wire"
            disabled={readOnly}
            onClick={() => {
              remove([], [edge.id]);
              select([]);
            }}
          >
            {t('edge.delete')}
          </Button>
        </div>
      </Section>
    </>
  );
}

/** A button that goes to the node. */
function End({ end }: { readonly end: Endpoint }) {
  const node = useNode(end.node);
  return (
    <>
      <button
        type="button"
        className="max-w-full truncate rounded-sm font-sans text-accent hover:underline"
        onClick={() => {
          select([end.node]);
          centreNode(end.node);
        }}
      >
        {node?.label ?? end.node}
      </button>{' '}
      <span className="text-faint">{portName(end.port)}</span>
    </>
  );
}

/** Every layer that something can be wired through. */
function InsertMenu({ edge, disabled }: { readonly edge: string; readonly disabled: boolean }) {
  const { t } = useTranslation('inspector');
  const entries = (): readonly MenuEntry[] => {
    const { catalogue, types } = useNetwork.getState();
    return (catalogue?.palette ?? []).flatMap((item) => {
      const type = types.get(item.type);
      const passes =
        type?.category !== 'loss' &&
        item.type !== 'output' &&
        type?.inputs.some(({ data }) => data === undefined);
      if (!passes) return [];
      return [
        { kind: 'item', label: nameOf(item.name), onSelect: () => void placeOnEdge(item, edge) },
      ];
    });
  };
  return (
    <Menu
      trigger={
        <Button action="insert-layer" disabled={disabled}>
          {t('edge.insert')}
        </Button>
      }
      entries={entries}
    />
  );
}
