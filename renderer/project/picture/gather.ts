/** The stores in, what the picture of the canvas shows out. */
import { portPlacesOf, useFlow } from '../../canvas/flow.ts';
import { nodeWidth, type Point } from '../../canvas/geometry.ts';
import { wirePath } from '../../canvas/paths.ts';
import { countText, keyNumbers, nodeHeading, nodeShape, wireShape } from '../../canvas/text.ts';
import { typeName } from '../../i18n/layerNames.ts';
import { themeColors } from '../../live/themeColors.ts';
import { paintThumbnail } from '../../live/thumbnail.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import type { Measure, PictureColors, PictureNode, PictureWire } from './draw.ts';
import { fontOf, type Picture } from './shapes.ts';

const thumbnailSize = { width: nodeWidth - 24, height: 42 };

/** Thumbnails as they are now; without, their place stays empty. */
export function gatherNodes(withThumbnails: boolean): readonly PictureNode[] {
  const { types, summary } = useNetwork.getState();
  return useDocument.getState().project.nodes.map((node) => {
    const type = types.get(node.type);
    const known = summary?.nodes[node.id];
    const value = Object.values(known?.outputValues ?? {})[0];
    const parameters = known?.parameters ?? 0;
    const params = known?.params ?? node.params;
    const name = nodeHeading(node.type, type ? typeName(type) : node.type, params);
    return {
      place: node.position,
      name,
      // As on the canvas: a node that is called as its type says it once.
      label: node.label === name ? '' : node.label,
      numbers: keyNumbers(node.type, params),
      shape: value ? nodeShape(value) : '?',
      parameters: parameters > 0 ? `${countText(parameters)} p` : '',
      disabled: node.disabled,
      category: type?.category ?? 'data',
      thumbnail: withThumbnails ? thumbnailOf(node.id) : null,
    };
  });
}

const straight = { style: 'direct', top: false, ceiling: null } as const;

export function gatherWires(): readonly PictureWire[] {
  const { summary } = useNetwork.getState();
  return useFlow.getState().edges.flatMap((edge) => {
    const from = portOf(edge.source, edge.sourceHandle, 'output');
    const to = portOf(edge.target, edge.targetHandle, 'input');
    if (!from || !to) return [];
    const { style, top, ceiling } = edge.data ?? straight;
    const { path, label } = wirePath(from, to, style, top, ceiling);
    const value = summary?.edges[edge.id];
    return [{ path, skip: top, label: value ? wireShape(value) : '', labelPlace: label }];
  });
}

function portOf(
  id: string,
  name: string | null | undefined,
  role: 'input' | 'output',
): Point | null {
  const node = useDocument.getState().project.nodes.find((candidate) => candidate.id === id);
  if (!node) return null;
  const place = portPlacesOf(node).find((port) => port.name === name && port.role === role);
  return place ? { x: node.position.x + place.x, y: node.position.y + place.y } : null;
}

/** On the background of the window's theme, in whose colours it is painted; null where there is nothing to see. */
function thumbnailOf(id: string): Picture | null {
  const painted = document.createElement('canvas');
  if (paintThumbnail(painted, id, thumbnailSize) === 'none') return null;
  const canvas = document.createElement('canvas');
  canvas.width = painted.width;
  canvas.height = painted.height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = themeColors().background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(painted, 0, 0);
  return { address: canvas.toDataURL('image/png'), source: canvas };
}

const categories = [
  'data',
  'convolution',
  'normalization',
  'activation',
  'regularization',
  'pooling',
  'merge',
  'shape',
  'core',
  'loss',
];
/** The tokens of either theme, whichever the window has. */
export function colorsOf(theme: 'dark' | 'light'): PictureColors {
  const probe = document.createElement('div');
  probe.dataset.theme = theme;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colors = {
    background: token('background'),
    raised: token('raised'),
    line: token('line'),
    control: token('control'),
    text: token('text'),
    dim: token('dim'),
    faint: token('faint'),
    categories: Object.fromEntries(categories.map((name) => [name, token(`c-${name}`)])),
  };
  probe.remove();
  return colors;
}

export function textMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, look) => {
    if (!context) return text.length * look.size * 0.6;
    context.font = fontOf(look);
    return context.measureText(text).width;
  };
}
