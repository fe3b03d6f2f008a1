/** 外壳的文字：顶栏、对话框、设置。 */
import type { app as en } from '../en/app.ts';

export const app: typeof en = {
  workspace: '工作区',
  resizeLeft: '图层栏宽度',
  resizeInspector: '检查器宽度',
  resizeDock: '停靠栏高度',
  close: '关闭',
  dismiss: '忽略',
  notifications: '通知',
  number: {
    'not-above': '必须大于 {{minimum}}。',
    'not-below': '必须小于 {{maximum}}。',
    'not-a-number': '请输入一个数字。',
    'not-whole': '请输入一个整数。',
    'too-small': '不能小于 {{minimum}}。',
    'too-large': '不能大于 {{maximum}}。',
  },
};
