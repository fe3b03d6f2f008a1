/** The few words that main says itself, in the system's language: dialogs and what is asked when the page cannot. */

export interface Sentences {
  readonly projects: string;
  readonly allFiles: string;
  readonly chooseData: string;
  readonly showData: (root: string) => string;
  readonly crashed: string;
  readonly crashedOften: string;
  readonly stuck: string;
  readonly stuckDetail: string;
  readonly wait: string;
  readonly reload: string;
  readonly edit: string;
}

const english: Sentences = {
  projects: 'Netloom projects',
  allFiles: 'All files',
  chooseData: 'Choose data',
  showData: (root) => `Show the folder that was ${root}`,
  crashed: 'The window crashed and is opened again; edits and checkpoints are recovered.',
  crashedOften:
    'The window crashed three times in a minute. Netloom ends; edits are recovered at the next start.',
  stuck: 'The window does not answer.',
  stuckDetail: 'Reloading it recovers edits and resumes training from the last checkpoint.',
  wait: 'Wait',
  reload: 'Reload',
  edit: 'Edit',
};
const chinese: Sentences = {
  projects: 'Netloom 项目',
  allFiles: '所有文件',
  chooseData: '选择数据',
  showData: (root) => `请指出原为 ${root} 的文件夹`,
  crashed: '窗口崩溃,已重新打开;编辑与检查点均已恢复。',
  crashedOften: '窗口在一分钟内崩溃了三次。Netloom 将退出,编辑会在下次启动时恢复。',
  stuck: '窗口没有响应。',
  stuckDetail: '重新载入会恢复编辑,并从最近的检查点继续训练。',
  wait: '等待',
  reload: '重新载入',
  edit: '编辑',
};

/** `locale` as Electron tells it, 'zh-CN'. */
export const sentencesFor = (locale: string): Sentences =>
  locale.toLowerCase().startsWith('zh') ? chinese : english;
