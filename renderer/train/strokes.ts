/** A drawing: strokes of a round, soft pen in, greys 0…1 of a square out. */

export interface Point {
  /** 0…1 of the pad's side. */
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

/** Side of the picture in which strokes become ink: several times what networks of digits see. */
export const inkSize = 112;
/** Width of the pen, as a share of the side: MNIST's strokes are about two of twenty pixels. */
const penWidth = 0.085;

/** Draws the strokes into a context of `size` × `size` pixels, in the given colour. */
export function drawStrokes(
  context: CanvasRenderingContext2D,
  strokes: readonly Stroke[],
  size: number,
  color: string,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = penWidth * size;
  context.strokeStyle = color;
  context.fillStyle = color;
  for (const stroke of strokes) {
    const [first] = stroke;
    if (!first) continue;
    context.beginPath();
    if (stroke.length === 1) {
      context.arc(first.x * size, first.y * size, (penWidth * size) / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(first.x * size, first.y * size);
    for (const { x, y } of stroke.slice(1)) context.lineTo(x * size, y * size);
    context.stroke();
  }
}

let stage: HTMLCanvasElement | null = null;
/** Greys, row by row: 0 paper, 1 ink; the edge of a stroke is as soft as the browser draws it. */
export function inkOf(strokes: readonly Stroke[]): Float32Array {
  stage ??= document.createElement('canvas');
  stage.width = inkSize;
  stage.height = inkSize;
  const ink = new Float32Array(inkSize * inkSize);
  const context = stage.getContext('2d', { willReadFrequently: true });
  if (!context) return ink;
  drawStrokes(context, strokes, inkSize, '#fff');
  const { data } = context.getImageData(0, 0, inkSize, inkSize);
  for (let i = 0; i < ink.length; i++) ink[i] = (data[i * 4 + 3] as number) / 255;
  return ink;
}

/** Where the keys move the pen; null for keys that do not. */
export function penMoved({ x, y }: Point, key: string, big: boolean): Point | null {
  const step = big ? 0.1 : 0.025;
  const clamp = (value: number) => Math.min(1, Math.max(0, Number(value.toFixed(4))));
  switch (key) {
    case 'ArrowLeft':
      return { x: clamp(x - step), y };
    case 'ArrowRight':
      return { x: clamp(x + step), y };
    case 'ArrowUp':
      return { x, y: clamp(y - step) };
    case 'ArrowDown':
      return { x, y: clamp(y + step) };
    default:
      return null;
  }
}
