/** 训练区域的文字：控制、曲线、实时画面与停靠栏。 */
import type { train as en } from '../en/train.ts';

export const train: typeof en = {
  before: '之前',
  after: '之后',
  thumbnail: {
    none: '暂无内容',
    picture: '正在观察的样本',
    planes: '特征图的三个通道',
    strip: '以颜色表示的数值',
    bars: '预测结果，每类一条',
    histograms: '归一化前后的直方图',
    curve: '到目前为止的损失',
    number: '一个数值',
  },
};
