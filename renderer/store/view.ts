/** The view: selection, tabs, watched sample; never undone, never saved with the project. */
import { create } from 'zustand';
import type { SampleReference } from '../../engine/index.ts';

export type DockTab = 'training' | 'weights' | 'issues';
export type DialogName =
  | 'commands'
  | 'settings'
  | 'shortcuts'
  | 'new'
  | 'open'
  | 'save-as'
  | 'export'
  | 'export-canvas'
  | 'import'
  | 'find'
  | 'about';

export interface ViewState {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  /** The Outline takes the palette's place when shown. */
  readonly leftTab: 'layers' | 'outline';
  readonly dockTab: DockTab;
  readonly dockOpen: boolean;
  readonly dialog: DialogName | null;
  /** The sample every view shows. */
  readonly sample: SampleReference;
  /** A second one beside it. */
  readonly pinned: SampleReference | null;
  readonly presentation: boolean;
  /** Pixel of a map under the pointer: its receptive field is lit on the input. */
  readonly pixel: {
    readonly node: string;
    readonly sample: number;
    readonly channel: number;
    readonly row: number;
    readonly column: number;
  } | null;
}

export const useView = create<ViewState>()(() => ({
  nodes: [],
  edges: [],
  leftTab: 'layers',
  dockTab: 'training',
  dockOpen: true,
  dialog: null,
  sample: { kind: 'data', part: 'validation', index: 0 },
  pinned: null,
  presentation: false,
  pixel: null,
}));

/** Unchanged selections keep their arrays, so that nobody is told. */
export function select(nodes: readonly string[], edges: readonly string[] = []): void {
  const state = useView.getState();
  const equal = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((id, i) => id === b[i]);
  if (equal(state.nodes, nodes) && equal(state.edges, edges)) return;
  useView.setState({ nodes, edges });
}
export const openDialog = (dialog: DialogName | null): void => useView.setState({ dialog });
/** The one node that inspector and maps show, or null. */
export const selectedNode = ({ nodes }: Pick<ViewState, 'nodes'>): string | null =>
  nodes.length === 1 ? (nodes[0] ?? null) : null;
