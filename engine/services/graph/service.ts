/** The graph service: every call of its interface, made of pure functions; failures come back as values. */
import { parseSealed, sealProject } from '../../graph/document/parse.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { applyFix } from '../../graph/issues/applyFix.ts';
import { settle } from '../result.ts';
import { catalogue } from './catalogue.ts';
import { considerFix, considerInsert } from './consider.ts';
import { expandResidual } from './expandResidual.ts';
import { fits } from './fits.ts';
import { layout } from './layout.ts';
import { ratePreview } from './ratePreview.ts';
import { replaceHead } from './replaceHead.ts';
import { residualSources } from './residualSources.ts';
import { summaryOf } from './summary.ts';
import type { GraphService } from './types.ts';
import { wrapResidual } from './wrapResidual.ts';

export function graphService(): GraphService {
  return {
    catalogue: () => settle(catalogue),
    parse: (text) => settle(() => parseSealed(text)),
    serialize: (project) => settle(() => sealProject(project)),
    infer: (project, fields) => settle(() => summaryOf(inferNetwork(project, fields))),
    applyFix: (project, fix) => settle(() => applyFix(project, fix)),
    considerFix: (...given) => settle(() => considerFix(...given)),
    considerInsert: (...given) => settle(() => considerInsert(...given)),
    fits: (...given) => settle(() => fits(...given)),
    expandResidual: (...given) => settle(() => expandResidual(...given)),
    wrapResidual: (...given) => settle(() => wrapResidual(...given)),
    replaceHead: (...given) => settle(() => replaceHead(...given)),
    residualSources: (...given) => settle(() => residualSources(...given)),
    ratePreview: (...given) => settle(() => ratePreview(...given)),
    layout: (request) => settle(() => layout(request)),
  };
}
