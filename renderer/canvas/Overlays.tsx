/** The list that is open over the canvas, if one is. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Endpoint, PaletteItem, Project } from '../../engine/index.ts';
import { fuzzySort } from '../actions/fuzzy.ts';
import { wire } from '../commands/edits.ts';
import { currentKinds, inputsOf, mainOutput } from '../commands/ports.ts';
import { upstream } from '../commands/wires.ts';
import { categoryName, nameOf, portName, typeName } from '../i18n/layerNames.ts';
import { meantSynonym, searchPalette } from '../palette/searchPalette.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { select } from '../store/view.ts';
import { canvasElement, centreNode, focusCanvas } from './camera.ts';
import { edgesInto, nodesById } from './lookup.ts';
import { closeOverlay, type Overlay, useOverlay } from './overlays.ts';
import { Picker, type PickerItem } from './Picker.tsx';
import { placeAt, placeBehind, placeOnEdge, placeWired } from './place.ts';

export function Overlays() {
  const overlay = useOverlay((state) => state.overlay);
  if (!overlay) return null;
  switch (overlay.kind) {
    case 'add':
      return <AddLayer overlay={overlay} />;
    case 'find':
      return <FindNode />;
    case 'connect':
      return <ConnectTo overlay={overlay} />;
    default:
      return overlay satisfies never;
  }
}

const colorOf = (category: string): string => `var(--c-${category})`;

function AddLayer({ overlay }: { readonly overlay: Extract<Overlay, { kind: 'add' }> }) {
  const { t } = useTranslation('canvas');
  const palette = useNetwork(({ catalogue }) => catalogue?.palette) ?? [];
  const { target, point, screen } = overlay;
  const fits = target.kind === 'wire' ? target.fits : null;
  const behind = useFitsBehind(target.kind === 'after' ? target.node : null);
  const offered = fits
    ? fits.flatMap(({ key }) => palette.filter((item) => item.key === key))
    : fittingFirst(palette, behind);
  const choose = (key: string) => {
    const item = palette.find((candidate) => candidate.key === key);
    if (!item) return;
    switch (target.kind) {
      case 'free':
        return void placeAt(item, point);
      case 'after':
        return void placeBehind(item, target.node);
      case 'edge':
        return void placeOnEdge(item, target.edge);
      case 'wire': {
        const port = fits?.find((fit) => fit.key === key)?.port;
        if (port !== undefined) placeWired(item, point, port, target.end);
        return;
      }
      default:
        return target satisfies never;
    }
  };
  return (
    <Picker
      label={fits ? t('fittingLayers') : t('addLayer')}
      placeholder={t('searchLayers')}
      screen={screen}
      empty={fits && fits.length === 0 ? t('nothingFits') : t('nothingFound')}
      search={(query) =>
        searchPalette(query, offered).map(
          (item): PickerItem => ({
            key: item.key,
            label: nameOf(item.name),
            detail: meantSynonym(query, item) ?? categoryName(item.category),
            color: colorOf(item.category),
            layer: item.key,
          }),
        )
      }
      onChoose={choose}
      onClose={closeOverlay}
    />
  );
}

/** Keys of the palette items that take what the node gives, best first; null while nobody knows. */
function useFitsBehind(id: string | null): readonly string[] | null {
  const [keys, setKeys] = useState<readonly string[] | null>(null);
  useEffect(() => {
    const { project } = useDocument.getState();
    const node = id === null ? undefined : nodesById(project.nodes).get(id);
    const port = node && mainOutput(currentKinds(), node)?.name;
    if (!node || port === undefined) return;
    let current = true;
    const fields = useNetwork.getState().data?.fields ?? null;
    void engine.graph.fits(project, fields, { from: { node: node.id, port } }).then((result) => {
      if (current && result.ok) setKeys(result.value.map(({ key }) => key));
    });
    return () => {
      current = false;
    };
  }, [id]);
  return keys;
}
function fittingFirst(palette: readonly PaletteItem[], keys: readonly string[] | null) {
  if (!keys) return palette;
  const first = keys.flatMap((key) => palette.filter((item) => item.key === key));
  return [...first, ...palette.filter(({ key }) => !keys.includes(key))];
}

function useNodeItems(): readonly (PickerItem & { readonly words: readonly string[] })[] {
  const nodes = useDocument(({ project }) => project.nodes);
  const types = useNetwork((state) => state.types);
  return nodes.map((node) => {
    const type = types.get(node.type);
    return {
      key: node.id,
      label: node.label,
      detail: type ? typeName(type) : node.type,
      color: colorOf(type?.category ?? 'data'),
      layer: node.type,
      words: [node.label, type?.name.en ?? '', type?.name.zh ?? '', node.type],
    };
  });
}
function FindNode() {
  const { t } = useTranslation('canvas');
  const items = useNodeItems();
  const box = canvasElement()?.getBoundingClientRect();
  return (
    <Picker
      label={t('findNode')}
      placeholder={t('findPlaceholder')}
      screen={box ? { x: box.left + box.width / 2 - 130, y: box.top + 12 } : { x: 0, y: 0 }}
      empty={t('nothingFound')}
      search={(query) => fuzzySort(query, items, ({ words }) => words)}
      onChoose={(id) => {
        select([id]);
        centreNode(id);
        focusCanvas();
      }}
      onClose={closeOverlay}
    />
  );
}

/** Ports that could take what the node gives: required and free ones first, near ones before far ones; no circles. */
function targetsOf(project: Project, id: string): readonly Endpoint[] {
  const kinds = currentKinds();
  const source = nodesById(project.nodes).get(id);
  if (!source) return [];
  const before = upstream(project, id);
  const ports = project.nodes.flatMap((node) => {
    if (before.has(node.id)) return [];
    const taken = edgesInto(project, node.id);
    return inputsOf(kinds, node).flatMap(({ name, variadic, optional, data }) => {
      if (data === 'feature') return [];
      const wires = taken.filter(({ to }) => to.port === name);
      if (wires.some(({ from }) => from.node === id)) return [];
      const { x, y } = node.position;
      const distance = Math.hypot(x - source.position.x, y - source.position.y);
      const isExtra = optional || data !== undefined ? 1 : 0;
      const isTaken = wires.length > 0 && !variadic ? 1 : 0;
      const isBehind = x >= source.position.x ? 0 : 1;
      const rank = [isExtra, isTaken, isBehind, distance];
      return [{ node: node.id, port: name, rank }];
    });
  });
  return ports.sort((a, b) => order(a.rank, b.rank)).map(({ node, port }) => ({ node, port }));
}
/** The first number that differs decides. */
function order(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
function ConnectTo({ overlay }: { readonly overlay: Extract<Overlay, { kind: 'connect' }> }) {
  const { t } = useTranslation('canvas');
  const project = useDocument((state) => state.project);
  const nodes = useNodeItems();
  const source = nodesById(project.nodes).get(overlay.node);
  const targets = targetsOf(project, overlay.node);
  const items = targets.flatMap(({ node, port }, index) => {
    const found = nodes.find(({ key }) => key === node);
    const detail = port === 'input' ? found?.detail : portName(port);
    return found
      ? [{ ...found, key: String(index), detail, words: [...found.words, portName(port)] }]
      : [];
  });
  return (
    <Picker
      label={t('connectTo', { node: source?.label ?? '' })}
      placeholder={t('connectTo', { node: source?.label ?? '' })}
      screen={overlay.screen}
      empty={t('nothingToConnect')}
      search={(query) => fuzzySort(query, items, ({ words }) => words)}
      onChoose={(key) => {
        const to = targets[Number(key)];
        const port = source && mainOutput(currentKinds(), source)?.name;
        if (!to || port === undefined) return;
        wire({ node: overlay.node, port }, to);
        select([to.node]);
      }}
      onClose={closeOverlay}
    />
  );
}
