/** Shapes in, a painted canvas or the bytes of a PNG out. */
import { type Drawn, fontOf, haloWidth, type Shape } from './shapes.ts';

/** Browsers paint nothing on larger canvases. */
export const mostPixels = 120_000_000;
const longestSide = 16_384;

export function fitsCanvas(
  { width, height }: Pick<Drawn, 'width' | 'height'>,
  scale: number,
): boolean {
  const [wide, high] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  return wide * high <= mostPixels && Math.max(wide, high) <= longestSide;
}

export function paint(canvas: HTMLCanvasElement, drawn: Drawn, scale: number): void {
  canvas.width = Math.max(1, Math.ceil(drawn.width * scale));
  canvas.height = Math.max(1, Math.ceil(drawn.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(scale, scale);
  context.fillStyle = drawn.background;
  context.fillRect(0, 0, drawn.width, drawn.height);
  for (const shape of drawn.shapes) paintShape(context, shape);
}

/** Null where the browser has no memory for it. */
export async function pngOf(drawn: Drawn, scale: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const canvas = document.createElement('canvas');
  paint(canvas, drawn, scale);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob && new Uint8Array(await blob.arrayBuffer());
}

function paintShape(context: CanvasRenderingContext2D, shape: Shape): void {
  context.globalAlpha = ('opacity' in shape ? shape.opacity : undefined) ?? 1;
  switch (shape.kind) {
    case 'rectangle': {
      const { x, y, width, height, radius, fill, stroke, dashed } = shape;
      context.beginPath();
      context.roundRect(x, y, width, height, radius);
      context.fillStyle = fill;
      context.fill();
      if (stroke === null) return;
      context.setLineDash(dashed ? [4, 3] : []);
      context.lineWidth = 1;
      context.strokeStyle = stroke;
      context.stroke();
      return;
    }
    case 'path':
      context.setLineDash([]);
      context.lineWidth = shape.width;
      context.strokeStyle = shape.stroke;
      context.stroke(new Path2D(shape.d));
      return;
    case 'text':
      context.font = fontOf(shape);
      context.fillStyle = shape.color;
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.textBaseline = 'alphabetic';
      if (shape.halo !== undefined) {
        context.setLineDash([]);
        context.lineWidth = haloWidth;
        context.lineJoin = 'round';
        context.strokeStyle = shape.halo;
        context.strokeText(shape.text, shape.x, shape.y);
      }
      context.fillText(shape.text, shape.x, shape.y);
      return;
    case 'picture': {
      const { x, y, width, height, picture } = shape;
      context.imageSmoothingEnabled = false;
      context.drawImage(picture.source, x, y, width, height);
      return;
    }
    default:
      shape satisfies never;
  }
}
