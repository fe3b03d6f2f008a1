/** The numbers of one weight, live: mean, deviation, histogram and pictures, painted outside React. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Range, WeightSummary, WeightView } from '../../../engine/index.ts';
import { weightName } from '../../i18n/layerNames.ts';
import type { Size } from '../../live/painters.ts';
import {
  paintColorTile,
  paintHistogram,
  paintStrip,
  paintTile,
  type Surface,
  surfaceOf,
} from '../../live/surface.ts';
import type { Rectangle } from '../../live/tiles.ts';
import { weightsOf } from '../../store/live.ts';
import { numberText } from '../numbers.ts';
import { gatherKernel, kernelGrid } from './kernelGrid.ts';
import { Painted } from './Painted.tsx';

const viewOf = (node: string, name: string): WeightView | undefined =>
  weightsOf(node).find((view) => view.name === name);

/** Around zero, so that white is zero and both signs weigh the same. */
function around({ minimum, maximum }: Range): Range {
  const most = Math.max(Math.abs(minimum), Math.abs(maximum)) || 1;
  return { minimum: -most, maximum: most };
}

export function WeightPicture({
  node,
  owner,
  weight,
  colored,
}: {
  /** Shown; and whose weights it uses. */
  readonly node: string;
  readonly owner: string;
  readonly weight: WeightSummary;
  /** A kernel over the three colours of a picture. */
  readonly colored: boolean;
}) {
  const { t } = useTranslation('inspector');
  const numbers = useRef<HTMLSpanElement>(null);
  const name = weightName(weight.name);
  const find = () => viewOf(node, weight.name) ?? viewOf(owner, weight.name);
  return (
    <div className="flex flex-col gap-1" data-weight={weight.name}>
      <div className="flex items-baseline justify-between gap-2">
        <span className="min-w-0 truncate text-dim">
          {name} <span className="font-mono text-xs">{weight.shape.join('×')}</span>
          {!weight.trainable && <span className="text-faint"> · {t('weights.notTrained')}</span>}
        </span>
        <span ref={numbers} className="shrink-0 font-mono text-xs whitespace-nowrap text-text" />
      </div>
      <Painted
        label={t('weights.histogram', { name })}
        heightFor={() => 32}
        draw={(canvas, size) => {
          const view = find();
          if (numbers.current)
            numbers.current.textContent = view
              ? `${numberText(view.mean)} ± ${numberText(view.deviation)}`
              : '—';
          const surface = surfaceOf(canvas, size);
          if (surface && view)
            paintHistogram(surface, whole(surface), view.histogram, surface.colors.accent);
        }}
      />
      <Values weight={weight} find={find} colored={colored} label={t('weights.values', { name })} />
    </div>
  );
}
const whole = ({ width, height }: Surface): Rectangle => ({ x: 0, y: 0, width, height });

function Values({
  weight,
  find,
  colored,
  label,
}: {
  readonly weight: WeightSummary;
  readonly find: () => WeightView | undefined;
  readonly colored: boolean;
  readonly label: string;
}) {
  const { t } = useTranslation('inspector');
  const { shape } = weight;
  if (shape.length < 4) {
    const [rows = 1] = shape.length === 2 ? shape : [1];
    const height = shape.length === 2 ? Math.min(96, Math.max(16, rows)) : 10;
    return (
      <Painted
        label={label}
        heightFor={() => height}
        draw={(canvas, size) => paintMatrix(canvas, size, find())}
      />
    );
  }
  const grid = kernelGrid(shape, 240, colored);
  const [, , inputs = 1, filters = 1] = shape;
  const partial = grid.filters < filters || (!colored && grid.inputs < inputs);
  return (
    <>
      <Painted
        label={label}
        heightFor={(width) => kernelGrid(shape, Math.floor(width), colored).height}
        draw={(canvas, size) => paintKernels(canvas, size, find(), colored)}
      />
      {grid.matrix && (
        <p className="text-xs text-faint">
          {t(partial ? 'weights.tablePart' : 'weights.table', {
            inputs: grid.inputs,
            filters: grid.filters,
            allInputs: inputs,
            allFilters: filters,
          })}
        </p>
      )}
      {!grid.matrix && partial && (
        <p className="text-xs text-faint">
          {t('weights.firstFilters', { filters: grid.filters, allFilters: filters })}
        </p>
      )}
    </>
  );
}

function paintMatrix(canvas: HTMLCanvasElement, size: Size, view: WeightView | undefined): void {
  const surface = surfaceOf(canvas, size);
  if (!surface || !view) return;
  const range = around(view.range);
  if (view.shape.length !== 2) {
    paintStrip(surface, whole(surface), view.values, range, 'diverging');
    return;
  }
  const [rows = 1] = view.shape;
  const columns = Math.floor(view.values.length / rows);
  // Lying down where it is wider that way: inputs from left to right.
  paintTile(
    surface,
    whole(surface),
    { values: view.values, offset: 0, width: columns, height: rows, mask: null },
    range,
    'diverging',
  );
}

function paintKernels(
  canvas: HTMLCanvasElement,
  size: Size,
  view: WeightView | undefined,
  colored: boolean,
): void {
  const surface = surfaceOf(canvas, size);
  if (!surface || !view) return;
  const { ratio } = surface;
  const range = around(view.range);
  const [height = 1, width = 1] = view.shape;
  for (const { box, ...which } of kernelGrid(view.shape, Math.floor(size.width), colored).tiles) {
    const to = {
      x: Math.round(box.x * ratio),
      y: Math.round(box.y * ratio),
      width: Math.round(box.width * ratio),
      height: Math.round(box.height * ratio),
    };
    const values = gatherKernel(view.values, view.shape, which);
    if (colored) paintColorTile(surface, to, { values, width, height }, range);
    else
      paintTile(surface, to, { values, offset: 0, width, height, mask: null }, range, 'diverging');
  }
}
