/** The one store of documents that this window has. */
import { DocumentStore } from './documentStore.ts';

export const documents = new DocumentStore();
