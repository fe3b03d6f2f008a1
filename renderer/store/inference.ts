/** Follows the document: opens its data, and asks the graph service for shapes and issues after each edit. */
import type { Failure, Project, Result } from '../../engine/index.ts';
import { useDocument } from './document.ts';
import { engine } from './engine.ts';
import { setCatalogue, setSummary, useNetwork } from './network.ts';

let asking = false;
let askedRevision = -1;
let askedFields: unknown = null;
let boundTo = '';

/** The settings that decide which data are open and how they are split. */
const bindingOf = ({ data, training }: Project): string =>
  JSON.stringify([data, training.split, training.seed]);

/** By a worker that broke down and is there again; one that breaks down too often is not. */
const wasCutOff = (result: Result<unknown>): boolean =>
  !result.ok && result.error.code === 'engine-restarted';

/** One question at a time; edits that come meanwhile are answered together by the next. */
async function infer(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    for (;;) {
      const { project, revision } = useDocument.getState();
      const fields = useNetwork.getState().data?.fields ?? null;
      if (revision === askedRevision && fields === askedFields) return;
      askedRevision = revision;
      askedFields = fields;
      const result = await engine.graph.infer(project, fields);
      if (result.ok) setSummary(result.value, revision);
      else {
        askedRevision = -1;
        if (!wasCutOff(result)) return;
      }
    }
  } finally {
    asking = false;
  }
}

/** Opens the document's data again, after files were opened or access was granted, say. */
export async function openDocumentData(): Promise<void> {
  const { project } = useDocument.getState();
  const binding = bindingOf(project);
  boundTo = binding;
  if (project.data.source === null) {
    useNetwork.setState({ data: null, dataFailure: null, dataLoading: false });
    void infer();
    return;
  }
  useNetwork.setState({ dataLoading: true });
  let result = await engine.training.openData(project);
  while (wasCutOff(result) && boundTo === binding) result = await engine.training.openData(project);
  if (boundTo !== binding) return;
  useNetwork.setState({
    data: result.ok ? result.value : null,
    dataFailure: result.ok ? null : result.error,
    dataLoading: false,
  });
  void infer();
}

/** Waits for the data that are being opened; why they could not be, or null. */
export function dataOpened(): Promise<Failure | null> {
  const { dataLoading, dataFailure } = useNetwork.getState();
  if (!dataLoading) return Promise.resolve(dataFailure);
  return new Promise((resolve) => {
    const stop = useNetwork.subscribe((state) => {
      if (state.dataLoading) return;
      stop();
      resolve(state.dataFailure);
    });
  });
}

/** Resolves once the catalogue is there. */
export async function startInference(): Promise<void> {
  useDocument.subscribe((state, before) => {
    if (state.project === before.project) return;
    if (bindingOf(state.project) !== boundTo) void openDocumentData();
    void infer();
  });
  await askCatalogue();
}
/** A worker was started again that had been given up: what it has not answered is asked anew. */
export async function askAgain(): Promise<void> {
  if (!useNetwork.getState().catalogue) await askCatalogue();
  askedRevision = -1;
  await Promise.all([infer(), openDocumentData()]);
}
async function askCatalogue(): Promise<void> {
  let result = await engine.graph.catalogue();
  while (wasCutOff(result)) result = await engine.graph.catalogue();
  if (result.ok) setCatalogue(result.value);
}
