/** What the picture of a network is made of: a few kinds of shapes that SVG and a 2D canvas draw alike. */

export type Shape =
  | {
      readonly kind: 'rectangle';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
      readonly fill: string;
      readonly stroke: string | null;
      readonly dashed?: boolean;
      readonly opacity?: number;
    }
  | {
      readonly kind: 'path';
      /** SVG path data. */
      readonly d: string;
      readonly stroke: string;
      readonly width: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly color: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly bold?: boolean;
      readonly mono?: boolean;
      readonly opacity?: number;
      /** Colour around the letters, over what lies below. */
      readonly halo?: string;
    }
  | {
      readonly kind: 'picture';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly picture: Picture;
    };
/** Pixels, already painted. */
export interface Picture {
  /** A PNG as a data address. */
  readonly address: string;
  readonly source: CanvasImageSource;
}
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** Later ones lie above. */
  readonly shapes: readonly Shape[];
}

export const haloWidth = 4;

/** Fonts that are found everywhere: the picture leaves this machine. */
export const fonts = {
  sans: 'Inter, "Segoe UI", "Noto Sans", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", Arial, sans-serif',
  mono: '"JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;
/** As CSS has it. */
export function fontOf({
  size,
  bold,
  mono,
}: Pick<Extract<Shape, { kind: 'text' }>, 'size' | 'bold' | 'mono'>): string {
  return `${bold ? '600 ' : ''}${size}px ${mono ? fonts.mono : fonts.sans}`;
}
