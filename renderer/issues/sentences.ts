/** An issue or a fix in, what it says in the current language out. */
import i18next from 'i18next';
import type { Fix, Issue, IssueValue, Project } from '../../engine/index.ts';
import { nodesById } from '../canvas/lookup.ts';
import { fieldTitle, nameOf, optionLabel, portName } from '../i18n/layerNames.ts';
import { useNetwork } from '../store/network.ts';
import { chineseWord } from './reasonZh.ts';

const isChinese = (): boolean => i18next.language?.startsWith('zh') ?? false;

function valueText(value: IssueValue): string {
  if (typeof value === 'number')
    return value.toLocaleString('en-US', { useGrouping: value >= 1e5 });
  if (typeof value === 'string') return reasonText(value);
  return value.length === 0 ? i18next.t('issues:value.one') : value.join('×');
}
/** A reason as the engine words it, in the language of the window. */
export const reasonText = (reason: string): string => (isChinese() ? chineseWord(reason) : reason);

/** What and where, both values, and how to mend it. */
export function sentenceOf({ code, values }: Pick<Issue, 'code' | 'values'>): string {
  const sentence = i18next.t(`issues:sentence.${code}`, { skipInterpolation: true });
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) return `{${key}}`;
    return key === 'port' ? portName(String(value)) : valueText(value);
  });
}

function layerName(type: string): string {
  const known = useNetwork.getState().types.get(type);
  return known ? nameOf(known.name) : type;
}
const is1x1 = (size: unknown): boolean => Array.isArray(size) && size.every((one) => one === 1);
function parameterText(project: Project, fix: Extract<Fix, { kind: 'set-parameter' }>) {
  const type = nodesById(project.nodes).get(fix.node)?.type ?? '';
  const field = useNetwork
    .getState()
    .types.get(type)
    ?.form.find(({ key }) => key === fix.parameter);
  const { value } = fix;
  const shown =
    typeof value === 'string'
      ? optionLabel(value)
      : Array.isArray(value)
        ? value.join('×')
        : String(value);
  return { parameter: field ? fieldTitle('node', type, field) : fix.parameter, value: shown };
}

/** What the button says that applies the fix. */
export function fixLabel(project: Project, fix: Fix): string {
  switch (fix.kind) {
    case 'insert-node':
      return fix.type === 'conv2d' && is1x1(fix.params.kernelSize)
        ? i18next.t('issues:fix.insertProjection')
        : i18next.t('issues:fix.insert', { layer: layerName(fix.type) });
    case 'add-node':
      return i18next.t('issues:fix.add', { layer: layerName(fix.type) });
    case 'remove-node':
      return i18next.t('issues:fix.remove', {
        node: nodesById(project.nodes).get(fix.node)?.label ?? fix.node,
      });
    case 'remove-edge':
      return i18next.t('issues:fix.removeWire');
    case 'rename':
      return i18next.t('issues:fix.rename', { label: fix.label });
    case 'change-type':
      return i18next.t('issues:fix.change', { layer: layerName(fix.type) });
    case 'set-parameter':
      return fix.parameter === 'projection'
        ? i18next.t('issues:fix.setProjection')
        : i18next.t('issues:fix.set', parameterText(project, fix));
    default:
      return fix satisfies never;
  }
}

const gravity = { error: 0, warning: 1, hint: 2 } as const;
/** The gravest first; of equal ones the order that inference gave. */
export function byGravity(issues: readonly Issue[]): readonly Issue[] {
  return [...issues].sort((a, b) => gravity[a.severity] - gravity[b.severity]);
}
