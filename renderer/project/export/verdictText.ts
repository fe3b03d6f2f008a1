/** A proven file in, what was found out about it in plain words out; and what to do where there is no file. */
import { useTranslation } from 'react-i18next';
import type { ExportedFile } from '../../../engine/index.ts';

export interface VerdictText {
  readonly verdict: string;
  /** How it was found out. */
  readonly proof: string;
}

export function useVerdictText({ verdict, triedWith }: ExportedFile): VerdictText {
  const { t } = useTranslation('project');
  switch (verdict.kind) {
    case 'read-back':
      return { verdict: t('export.readBack'), proof: t('export.readBackProof') };
    case 'not-run':
      return { verdict: t('export.notRun'), proof: t('export.notRunProof') };
    case 'same-outputs':
    case 'half-precision': {
      const { samples, largest, changed } = verdict.difference;
      const values = { difference: differenceText(largest), count: samples };
      const half = verdict.kind === 'half-precision';
      const rounded = half && changed !== null ? t('export.changed', { count: changed }) : '';
      const ran = t(`export.ranOn.${triedWith ?? 'random'}`, { runner: verdict.runner });
      return {
        verdict: t(half ? 'export.halfPrecision' : 'export.sameOutputs', values),
        proof: [ran, rounded].filter(Boolean).join(' '),
      };
    }
    default:
      return verdict satisfies never;
  }
}

/** Two digits: 0.012, 3.1e-7. */
export function differenceText(difference: number): string {
  const short = Number(difference.toPrecision(2));
  return short !== 0 && short < 1e-3 ? short.toExponential() : String(short);
}

/** Codes of failures for which there is something to do, beyond what the sentence says. */
const advised = {
  'model-output-differs': 'safetensors',
  'model-refused': 'safetensors',
  'project-has-issues': 'issues',
  'weights-missing': 'train',
  'weights-do-not-fit': 'train',
  'weights-not-finite': 'earlier',
} as const;
export type Advice = (typeof advised)[keyof typeof advised];
export function adviceFor(code: string): Advice | null {
  return Object.hasOwn(advised, code) ? advised[code as keyof typeof advised] : null;
}
