/** 操作的名称，用于按钮、菜单和命令面板。 */
import type { actions as en } from '../en/actions.ts';

export const actions: typeof en = {
  // 项目
  new: '新建…',
  open: '打开…',
  save: '保存',
  'save-as': '另存为…',
  revert: '恢复到已保存的版本…',
  rename: '重命名项目',
  export: '导出',
  'export-canvas': '导出画布…',
  undo: '撤销',
  redo: '重做',
  // 外壳
  commands: '命令面板…',
  settings: '设置…',
  shortcuts: '键盘快捷键…',
  about: '关于 Netloom…',
  presentation: '演示模式',
  'leave-presentation': '退出演示模式',
  'toggle-dock': '显示停靠栏',
  'toggle-minimap': '显示小地图',
  'theme-system': '主题：跟随系统',
  'theme-dark': '主题：深色',
  'theme-light': '主题：浅色',
  'language-en': 'English（英文）',
  'language-zh': '中文',
};
