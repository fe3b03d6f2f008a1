/** The sandboxed preload: one CommonJS file when it is built. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { exposeApi } from './expose.ts';

exposeApi({ contextBridge, ipcRenderer, webUtils }, process.platform);
