/** The region "Feature maps": the watched sample, the answer, every channel of the node that is looked at, kernels and scale. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNode } from '../canvas/lookup.ts';
import { outputShape, useFocusNode } from '../live/focus.ts';
import { planeShape } from '../live/kind.ts';
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
  const [zoom, setZoom] = useState(60);
  return (
    <section
      aria-label={t('maps.title')}
      className="@container/maps relative flex h-full min-w-0 flex-col"
    >
      {focus === null ? (
        <NothingToShow />
      ) : (
        <>
          <MapHead node={focus} zoom={zoom} onZoom={setZoom} />
          <Body node={focus} zoom={zoom} />
          <PixelCard node={focus} />
        </>
      )}
    </section>
  );
}

/** Without data nothing flows; without layers there is nothing to flow through. */
function NothingToShow() {
  const { t } = useTranslation('train');
  const drawn = useDocument((state) => state.project.nodes.length > 0);
  return (
    <EmptyState
      title={t(drawn ? 'maps.noneYet' : 'maps.empty')}
      sentence={t(drawn ? 'maps.noneYetSentence' : 'maps.emptySentence')}
    />
  );
}

function Body({ node, zoom }: { readonly node: string; readonly zoom: number }) {
  const { t } = useTranslation('train');
  const label = useNode(node)?.label ?? '';
  const samples = useView((state) => (state.pinned ? 2 : 1));
  // A text, so that a summary that says the same costs no commit.
  const shape = parse(useNetwork((state) => write(outputShape(state.summary, node))));
  const input = useDocument(({ project }) =>
    inputBehind(project, useNetwork.getState().summary, node),
  );
  const inputText = useNetwork((state) =>
    input === null ? '' : write(outputShape(state.summary, input)),
  );
  const kernel = useNetwork(
    (state) => state.summary?.nodes[node]?.weights.some(({ name }) => name === 'kernel') ?? false,
  );
  const hasData = useNetwork((state) => state.data !== null);
  const { height, width, count } = planeShape(shape ?? []);
  const inputShape = parse(inputText);
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
          {shape.length >= 2 && height * width > 1 ? (
            <MapGrid
              key={node}
              node={node}
              label={label}
              shape={{ height, width, channels: count }}
              zoom={zoom}
              samples={samples}
            />
          ) : (
            <VectorView node={node} samples={samples} />
          )}
          <MapSide node={node} kernel={kernel} />
        </>
      )}
    </div>
  );
}
const write = (shape: readonly number[] | null): string => (shape === null ? '' : `[${shape}]`);
const parse = (text: string): readonly number[] | null =>
  text === '' ? null : (JSON.parse(text) as readonly number[]);
