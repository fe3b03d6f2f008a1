/** Paints the small picture of a node: what is known of the node and what flows through it in, a picture by kind out. */
import i18next from 'i18next';
import type { NodeView, SampleView } from '../../engine/index.ts';
import { nodesById } from '../canvas/lookup.ts';
import { useDocument } from '../store/document.ts';
import { viewOf } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import { curve } from '../train/curve.ts';
import { averaged } from '../train/smooth.ts';
import { readLoss } from '../train/status.ts';
import {
  fixedPlanes,
  type NodeNature,
  planeShape,
  type ThumbnailKind,
  thumbnailKind,
} from './kind.ts';
import type { Size } from './painters.ts';
import { type Scale, scaleOf } from './scale.ts';
import {
  paintBars,
  paintColorTile,
  paintCurve,
  paintHistogram,
  paintStrip,
  paintTile,
  type Surface,
  surfaceOf,
} from './surface.ts';
import { planeTiles, type Rectangle } from './tiles.ts';

function natureOf(id: string): NodeNature | null {
  const node = nodesById(useDocument.getState().project.nodes).get(id);
  if (!node) return null;
  const { types, summary } = useNetwork.getState();
  return {
    type: node.type,
    category: types.get(node.type)?.category ?? null,
    params: summary?.nodes[id]?.params ?? node.params,
  };
}

/** More numbers are cells of colour, where there is room for bars too. */
const mostBars = 64;

/** Paints the node's picture and returns its kind; 'none' leaves the canvas empty. Large ones show short vectors as bars. */
export function paintThumbnail(
  canvas: HTMLCanvasElement,
  id: string,
  size: Size,
  sample = 0,
  large = false,
): ThumbnailKind {
  const surface = surfaceOf(canvas, size);
  const nature = natureOf(id);
  if (!surface || !nature) return 'none';
  const shown = viewOf(id, sample);
  const view = shown?.view ?? null;
  const usual = thumbnailKind(
    nature,
    view && { shape: view.shape, hasBefore: view.before !== null, hasMask: view.mask !== null },
  );
  const isShort = view !== null && view.values.length <= mostBars;
  const kind = large && usual === 'strip' && isShort ? 'bars' : usual;
  const box: Rectangle = { x: 0, y: 0, width: surface.width, height: surface.height };
  if (kind === 'curve') return paintLoss(surface, box, view) ? kind : 'none';
  if (!view || !shown) return 'none';
  paintView(surface, box, kind, view, shown.sample);
  return kind;
}

function paintView(
  surface: Surface,
  box: Rectangle,
  kind: Exclude<ThumbnailKind, 'curve'>,
  view: NodeView,
  sample: SampleView,
): void {
  const scale = scaleOf(view.range, useSettings.getState().colorMap);
  switch (kind) {
    case 'none':
      break;
    case 'picture':
      paintPicture(surface, box, view);
      break;
    case 'planes':
      paintPlanes(surface, box, view, scale);
      break;
    case 'strip':
      paintStrip(surface, box, view.values, scale, scale.map, view.mask);
      break;
    case 'bars':
      paintBars(surface, box, {
        values: view.values,
        names: classesOf(sample, view.values.length),
        target: hasClasses(sample, view.values.length) ? sample.target : 'none',
      });
      break;
    case 'histograms':
      paintHistograms(surface, box, view);
      break;
    case 'number':
      paintNumber(surface, box, view.values[0] ?? Number.NaN);
      break;
    default:
      kind satisfies never;
  }
}

const hasClasses = ({ outputs }: SampleView, count: number): boolean =>
  outputs.some(({ classes }) => classes.length === count);
/** Names of the classes of an answer with so many numbers. */
function classesOf({ outputs }: SampleView, count: number): readonly string[] {
  const named = outputs.find(({ classes }) => classes.length === count);
  return named?.classes ?? Array.from({ length: count }, (_, i) => String(i));
}

/** As people see it; ink on a screen is light. */
function paintPicture(surface: Surface, box: Rectangle, view: NodeView): void {
  const { height, width, count } = planeShape(view.shape);
  const [tile] = planeTiles(1, { width, height }, box, 0);
  if (!tile) return;
  const range = pictureRange(view.range);
  if (count === 3) paintColorTile(surface, tile, { values: view.values, width, height }, range);
  else {
    paintTile(
      surface,
      tile,
      { values: view.values, offset: 0, width, height, mask: null },
      range,
      'greys',
    );
  }
}
/** Pictures reach from 0 to 1, whatever part of it a sample uses; others from end to end. */
export function pictureRange(range: NodeView['range']): NodeView['range'] {
  return range.minimum >= 0 && range.maximum <= 1 ? { minimum: 0, maximum: 1 } : range;
}

function paintPlanes(surface: Surface, box: Rectangle, view: NodeView, scale: Scale): void {
  const { height, width, count } = planeShape(view.shape);
  const planes = view.shape.length === 2 ? [0] : fixedPlanes(view.channels, count);
  const tiles = planeTiles(planes.length, { width, height }, box, Math.round(2 * surface.ratio));
  const values = view.shape.length === 2 ? tablePlane(view) : view.values;
  tiles.forEach((tile, i) => {
    const offset = (planes[i] as number) * width * height;
    paintTile(surface, tile, { values, offset, width, height, mask: view.mask }, scale, scale.map);
  });
}
/** A table comes a column after the other; a picture of it wants rows. */
function tablePlane({ values, shape, channels }: NodeView): Float32Array {
  const [rows = 1] = shape;
  const plane = new Float32Array(rows * (shape[1] ?? 1));
  channels.forEach((column, i) => {
    for (let row = 0; row < rows; row++) {
      plane[row * (shape[1] ?? 1) + column] = values[i * rows + row] as number;
    }
  });
  return plane;
}

function paintHistograms(surface: Surface, box: Rectangle, view: NodeView): void {
  const { colors, ratio } = surface;
  const gap = Math.round(6 * ratio);
  const width = Math.floor((box.width - gap) / 2);
  const label = Math.round(11 * ratio);
  const left = { ...box, y: box.y + label, height: box.height - label, width };
  const right = { ...left, x: box.x + box.width - width };
  if (view.before) paintHistogram(surface, left, view.before, colors.faint);
  paintHistogram(surface, right, view.histogram, colors.accent);
  const { context } = surface;
  context.font = `${Math.round(9 * ratio)}px ${colors.font}`;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillStyle = colors.dim;
  context.fillText(i18next.t('train:before'), box.x, box.y);
  context.fillText(i18next.t('train:after'), right.x, box.y);
}

function paintNumber(surface: Surface, box: Rectangle, value: number): void {
  const { context, colors, ratio } = surface;
  context.font = `600 ${Math.round(16 * ratio)}px ${colors.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.fillStyle = colors.text;
  context.fillText(value.toPrecision(4), box.x + box.width / 2, box.y + box.height / 2);
}

/** In the upper right corner, which a falling curve leaves free. */
function paintNewest(surface: Surface, box: Rectangle, words: string | null): void {
  if (words === null) return;
  const { context, colors, ratio } = surface;
  context.font = `600 ${Math.round(11 * ratio)}px ${colors.font}`;
  context.textBaseline = 'top';
  context.textAlign = 'right';
  context.fillStyle = colors.text;
  context.fillText(words, box.x + box.width - 4 * ratio, box.y + 3 * ratio);
}

/** The run's loss so far, once there are two points; before, the loss of the watched sample. */
function paintLoss(surface: Surface, box: Rectangle, view: NodeView | null): boolean {
  const { losses } = curve();
  const isRun = useRun.getState().run !== null;
  if (isRun && losses.length > 1) {
    const points = Math.max(2, Math.floor(box.width / surface.ratio));
    paintCurve(surface, box, averaged(losses, points), surface.colors.accent);
    paintNewest(surface, box, readLoss(useRun.getState()));
    return true;
  }
  const value = view?.values[0];
  if (value === undefined) return false;
  paintNumber(surface, box, value);
  return true;
}
