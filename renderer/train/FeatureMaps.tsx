/** The region "Feature maps": the watched sample, the answer, every channel of the node that is looked at, kernels and scale. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNode } from '../canvas/lookup.ts';
import { useFocusNode } from '../live/focus.ts';
import { planeShape } from '../live/kind.ts';
import { outputShape } from '../live/pick.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { inputBehind } from './input.ts';
import { MapGrid } from './MapGrid.tsx';
import { MapHead } from './MapHead.tsx';
import { MapSide } from './MapSide.tsx';
import { PixelCard } from './PixelCard.tsx';
import { SampleColumn } from './SampleColumn.tsx';
import { VectorView } from './VectorView.tsx';

export function FeatureMaps() {
  useCommitCounter('map');
  const { t } = useTranslation('train');
  const focus = useFocusNode();
  /** Null: as large as they fit. */
  const [zoom, setZoom] = useState<number | null>(null);
  const [fitting, setFitting] = useState(60);
  const shape = useOutputShape(focus);
  return (
    <section aria-label={t('maps.title')} data-feature-maps className="h-full min-w-0">
      <div className="@container/maps flex h-full flex-col">
        {focus === null ? (
          <NothingToShow />
        ) : (
          <>
            <MapHead
              node={focus}
              spatial={isSpatial(shape)}
              zoom={zoom ?? fitting}
              fits={zoom === null}
              onZoom={setZoom}
            />
            <Body node={focus} shape={shape} zoom={zoom} onFit={setFitting} />
          </>
        )}
      </div>
      {/* Outside the container, which would be the frame of what is fixed. */}
      {focus !== null && <PixelCard node={focus} />}
    </section>
  );
}

/** Without data nothing flows; without layers there is nothing to flow through. */
function NothingToShow() {
  const { t } = useTranslation('train');
  const drawn = useDocument((state) => state.project.nodes.length > 0);
  const hasData = useNetwork((state) => state.data !== null);
  if (drawn && !hasData)
    return <EmptyState title={t('maps.noData')} sentence={t('maps.noDataSentence')} />;
  return (
    <EmptyState
      title={t(drawn ? 'maps.noneYet' : 'maps.empty')}
      sentence={t(drawn ? 'maps.noneYetSentence' : 'maps.emptySentence')}
    />
  );
}

function Body({
  node,
  shape,
  zoom,
  onFit,
}: {
  readonly node: string;
  readonly shape: readonly number[] | null;
  readonly zoom: number | null;
  readonly onFit: (size: number) => void;
}) {
  const { t } = useTranslation('train');
  const label = useNode(node)?.label ?? '';
  const samples = useView((state) => (state.pinned ? 2 : 1));
  const input = useDocument(({ project }) =>
    inputBehind(project, useNetwork.getState().summary, node),
  );
  const inputShape = useOutputShape(input);
  const kernel = useNetwork(
    (state) => state.summary?.nodes[node]?.weights.some(({ name }) => name === 'kernel') ?? false,
  );
  const hasData = useNetwork((state) => state.data !== null);
  const { height, width, count } = planeShape(shape ?? []);
  return (
    <div className="flex min-h-0 flex-1 gap-3 px-3 pt-1 pb-2">
      {!hasData ? (
        <EmptyState title={t('maps.noData')} sentence={t('maps.noDataSentence')} />
      ) : !shape ? (
        <EmptyState
          title={t('maps.unknown', { node: label })}
          sentence={t('maps.unknownSentence')}
        />
      ) : (
        <>
          {input !== null && inputShape && (
            <SampleColumn input={input} shape={inputShape} samples={samples} />
          )}
          {isSpatial(shape) ? (
            <MapGrid
              key={node}
              node={node}
              label={label}
              shape={{ height, width, channels: count }}
              zoom={zoom}
              onFit={onFit}
              samples={samples}
            />
          ) : (
            <VectorView node={node} samples={samples} />
          )}
          <MapSide node={node} spatial={isSpatial(shape)} kernel={kernel} />
        </>
      )}
    </div>
  );
}
/** As a text in between, so that a summary that says the same costs no commit. */
function useOutputShape(node: string | null): readonly number[] | null {
  const text = useNetwork((state) => {
    const shape = node === null ? null : outputShape(state.summary, node);
    return shape === null ? '' : JSON.stringify(shape);
  });
  return useMemo(() => (text === '' ? null : (JSON.parse(text) as readonly number[])), [text]);
}
function isSpatial(shape: readonly number[] | null): boolean {
  const { height, width } = planeShape(shape ?? []);
  return shape !== null && shape.length >= 2 && height * width > 1;
}
