/** Shapes in, the text of a standalone SVG file out. */
import { type Drawn, fonts, haloWidth, type Shape } from './shapes.ts';

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** For text and attributes; characters that XML forbids are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 allows no others.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

export function svgOf({ width, height, background, shapes }: Drawn, title: string): string {
  const size = `width="${number(width)}" height="${number(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${number(width)} ${number(height)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect ${size} fill="${escapeXml(background)}"/>`,
    ...shapes.map(elementOf),
    '</svg>',
    '',
  ].join('\n');
}

function elementOf(shape: Shape): string {
  switch (shape.kind) {
    case 'rectangle': {
      const { stroke, radius, dashed, fill } = shape;
      const line = stroke === null ? '' : ` stroke="${escapeXml(stroke)}"`;
      const dashes = dashed ? ' stroke-dasharray="4 3"' : '';
      return `<rect ${box(shape)} rx="${number(radius)}" fill="${escapeXml(fill)}"${line}${dashes}${opacity(shape)}/>`;
    }
    case 'path':
      return `<path d="${escapeXml(shape.d)}" fill="none" stroke="${escapeXml(shape.stroke)}" stroke-width="${number(shape.width)}"/>`;
    case 'text': {
      const family = escapeXml(shape.mono ? fonts.mono : fonts.sans);
      const weight = shape.bold ? ' font-weight="600"' : '';
      const halo =
        shape.halo === undefined
          ? ''
          : ` stroke="${escapeXml(shape.halo)}" stroke-width="${haloWidth}" stroke-linejoin="round" paint-order="stroke"`;
      const at = `x="${number(shape.x)}" y="${number(shape.y)}" text-anchor="${shape.anchor}"`;
      return `<text ${at} font-family="${family}" font-size="${number(shape.size)}"${weight} fill="${escapeXml(shape.color)}"${halo}${opacity(shape)}>${escapeXml(shape.text)}</text>`;
    }
    case 'picture':
      return `<image ${box(shape)} preserveAspectRatio="none" href="${escapeXml(shape.picture.address)}"/>`;
    default:
      return shape satisfies never;
  }
}

const box = ({
  x,
  y,
  width,
  height,
}: Pick<Extract<Shape, { kind: 'rectangle' }>, 'x' | 'y' | 'width' | 'height'>): string =>
  `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
const opacity = ({ opacity: value }: { readonly opacity?: number }): string =>
  value === undefined ? '' : ` opacity="${number(value)}"`;
