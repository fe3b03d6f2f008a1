/** 外壳的文字：顶栏、对话框、设置。 */
import type { app as en } from '../en/app.ts';

export const app: typeof en = {
  workspace: '工作区',
  resizeLeft: '图层栏宽度',
  resizeInspector: '检查器宽度',
  resizeDock: '停靠栏高度',
};
