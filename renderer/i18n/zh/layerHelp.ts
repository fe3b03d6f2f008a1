/** Chinese for what the engine says in English of its layers, optimizers, schedules, metrics, initializers and data. */

type Kind = 'node' | 'optimizer' | 'schedule' | 'metric' | 'initializer' | 'dataset';
/** Title and help of a parameter. */
type Explained = readonly [title: string, help: string];

/** By kind and type: what it does, in one sentence. */
export const summaries: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  node: {
    input: '数据从这里进入网络：一个字段，例如图片，或表格的各列。',
    output: '网络给出的答案。若损失把同样的值当作得分，这里就返回概率。',
    dense: '每个输出都是全部输入的加权和再加一个偏置。',
    conv2d: '用小卷积核滑过整幅图，每个卷积核得到一张特征图。',
    maxPooling2d: '取每个窗口里的最大值；填充的像素不参与比较。',
    averagePooling2d: '取每个窗口的平均值。填充不计入：在边缘只对真实像素求平均。',
    globalAveragePooling: '对每张特征图求平均，得到每个通道一个数的向量。',
    batchNormalization:
      '训练时按整批数据归一化每个通道，之后使用滑动统计量。冻结后始终使用滑动统计量。',
    dropout: '训练时随机把一部分值置零，使神经元不会只依赖某一个同伴。',
    activation: '把数值“弯曲”，这样多层叠在一起才比一层更有表达力。',
    flatten: '把每个样本的值排成一行：逐行展开，通道在最后。',
    reshape: '把每个样本的值排成另一种形状，值的个数不变。',
    zeroPadding2d: '在每幅图四周补一圈零。',
    permute: '交换每个样本的轴：行变成列，或把通道放到最前面。',
    clip: '把每个值限制在两个界之间；从 0 到 6 时即 ReLU6。',
    placeholder: '在导入的模型中占住 Netloom 没有对应层的部分。',
    add: '把形状相同的值逐元素相加。',
    concat: '把多个值并排拼在一起；除拼接的轴以外，各个大小必须相同。',
    residual: '把绕过若干层的值加到这些层的结果上，使很深的网络也能学习。',
    sparseCategoricalCrossentropy: '网络给正确类别的概率有多低；数据里存的是类别编号。',
    categoricalCrossentropy: '预测的分布与目标分布相差多远，例如目标在正确类别处为一。',
    binaryCrossentropy: '用于是非题：网络给正确答案的概率有多低。',
    meanSquaredError: '差的平方的平均值；大的误差影响最大。',
    meanAbsoluteError: '差的绝对值的平均；离群值的影响比平方误差小。',
    huber: '差较小时用平方误差，较大时用绝对误差。',
  },
  optimizer: {
    sgd: '让每个权重逆着梯度移动，步长由学习率决定。',
    momentum: '梯度下降，但会沿着以往梯度的方向继续滚动。',
    nesterov: '动量法，但按即将到达处的梯度修正方向。',
    adagrad: '梯度一直较大的权重，步子走得更小。',
    rmsprop: '把每一步除以该权重近期梯度的大小。',
    adam: '动量法，步长再按每个权重近期梯度的大小缩放。',
    adamw: '权重衰减与梯度分开的 Adam，正则化更均匀。',
  },
  schedule: {
    constant: '学习率始终不变。',
    step: '每隔若干轮次或步数，把学习率乘以一个系数。',
    exponential: '每个轮次或每一步之后，把学习率乘以一个系数。',
    cosine: '沿半个余弦从初始学习率降到最后的小学习率。',
    warmup: '先从很小的学习率线性升到目标值，再接另一种学习率策略。',
  },
  metric: {
    accuracy: '预测对类别的样本所占比例。',
    topK: '正确类别排在得分最高的前 k 名之内的样本所占比例。',
    meanAbsoluteError: '预测平均差多少，单位与目标相同。',
    rootMeanSquaredError: '预测差多少，较大的误差影响更大。',
    confusionMatrix: '真实类别（行）与预测类别（列）的计数表。',
  },
  initializer: {
    zeros: '所有元素为 0；偏置常用。',
    ones: '所有元素为 1；归一化的缩放常用。',
    constant: '所有元素为同一个数。',
    uniform: '区间内每个数出现的可能性相同。',
    normal: '以均值为中心、按钟形曲线分布的数。',
    truncatedNormal: '去掉两倍标准差以外部分的钟形曲线。',
    glorotUniform: '方差为 2/(输入数 + 输出数)：信号与梯度大小保持一致，适合 tanh 和 sigmoid。',
    glorotNormal: '方差为 2/(输入数 + 输出数)：信号与梯度大小保持一致，适合 tanh 和 sigmoid。',
    heUniform: '方差为 2/输入数：补回被 ReLU 置零的那一半。',
    heNormal: '方差为 2/输入数：补回被 ReLU 置零的那一半。',
    lecunUniform: '方差为 1/输入数：适合 SELU，以及希望输出与输入同样大小的地方。',
    lecunNormal: '方差为 1/输入数：适合 SELU，以及希望输出与输入同样大小的地方。',
    orthogonal: '保持长度和角度：不偏向信号的任何方向。',
  },
  dataset: {
    'builtin:digits':
      '28×28 灰度手绘数字：笔画的粗细、倾斜、位置和弯曲都是随机的，10 类；10,000 + 2,000 个样本。',
    'builtin:shapes':
      '32×32 彩色图形：颜色、大小、旋转、背景和噪声都是随机的，10 类；5,000 + 1,000 个样本。',
    'builtin:spirals': '两条相互缠绕的旋臂上的点，2 个特征，2 类；1,000 + 500 个样本。',
    'builtin:moons': '两个互相嵌入的半圆上的点，2 个特征，2 类；1,000 + 500 个样本。',
    'builtin:regression':
      '[0, 1] 中 10 个特征里 5 个的非线性函数，噪声标准差为 1；2,000 + 1,000 个样本。',
  },
};

/** By node type: what stands in the place of a citation, which is the same in every language. */
export const references: Readonly<Record<string, string>> = {
  input: '图片的形状为 [高, 宽, 通道]，取值 0 到 1。',
  flatten: '顺序与通道在最后（NHWC）的内存布局一致。',
  reshape: '顺序与通道在最后（NHWC）的内存布局一致。',
};

/** Where people who write Chinese use another name than the catalogue's own. */
export const names: Readonly<Partial<Record<Kind, Readonly<Record<string, string>>>>> = {
  optimizer: {
    sgd: 'SGD',
    momentum: '动量 SGD',
    adagrad: 'AdaGrad',
    rmsprop: 'RMSProp',
    adam: 'Adam',
    adamw: 'AdamW',
  },
};

const edges = '[[上, 下], [左, 右]]';
const padding: Explained = [
  '填充',
  `“无填充”：不补零。“等大”：补到输出大小等于输入大小除以步幅并向上取整；多出的一行或一列补在下方或右方。也可写成 ${edges}。`,
];

/** Parameters that several types have and that mean the same in each, by key. */
export const sharedFields: Readonly<Partial<Record<Kind, Readonly<Record<string, Explained>>>>> = {
  node: {
    padding,
    kernelInitializer: ['权重初始化', '训练开始前怎样填充权重核。'],
    biasInitializer: ['偏置初始化', '训练开始前怎样填充偏置。'],
    kernelRegularizer: ['权重惩罚', '在目标中加上 l1·Σ|w| + l2·Σw²，使权重保持较小。'],
    biasRegularizer: ['偏置惩罚', '在目标中加上 l1·Σ|w| + l2·Σw²，使权重保持较小。'],
    activation: ['激活函数', '作用在本层的结果上；与在后面接一个激活层相同。'],
    poolSize: ['窗口', '[高, 宽]。'],
    target: ['目标', '要学习的数据字段名；留空表示唯一的那个。若 target 端口已有连线，则不使用。'],
    weight: ['权重', '该损失在总目标中的系数。'],
    fromLogits: ['输入为得分', '预测是否为原始得分（logits）；否则视为概率。'],
  },
  optimizer: {
    learningRate: ['学习率', '每一步的长度，之后还会由学习率策略调整。'],
    weightDecay: ['权重衰减', '每一步中所有权重向零收缩的程度；0 表示不使用。'],
    momentum: ['动量', '上一步中有多少延续到下一步。'],
    beta1: ['Beta 1', '梯度滑动平均中保留过去的比例。'],
    beta2: ['Beta 2', '梯度平方滑动平均中保留过去的比例。'],
    epsilon: ['Epsilon', '加在分母上，使其永远不为零。'],
  },
  schedule: {
    unit: ['计数单位', '按轮次计时，一轮之内学习率不变；按步计时，每批一步。'],
  },
  metric: {
    threshold: ['阈值', '样本只有一个得分时：高于此值算作第二类。'],
  },
  initializer: {
    mean: ['均值', '钟形曲线的中心。'],
    standardDeviation: ['标准差', '钟形曲线的宽度。'],
  },
};

/** Parameters of one type, by `<type>.<key>`; they come before the shared ones. */
export const fields: Readonly<
  Record<Exclude<Kind, 'dataset'>, Readonly<Record<string, Explained>>>
> = {
  node: {
    'input.field': ['字段', '数据字段名；留空表示唯一的那个。'],
    'input.shape': [
      '形状',
      '单个样本的形状：图片为 [高, 宽, 通道]，n 个数为 [n]；也可由数据决定。',
    ],
    'output.as': ['返回', '“自动”：若损失把同样的值当作得分，则返回概率，否则返回原值。'],
    'dense.units': ['单元数', '输出多少个数。'],
    'dense.useBias': ['偏置', '是否给每个输出加一个数。'],
    'conv2d.filters': ['卷积核数', '输出多少张特征图。'],
    'conv2d.kernelSize': ['卷积核大小', '[高, 宽]。'],
    'conv2d.stride': ['步幅', '卷积核每次移动多远。'],
    'conv2d.dilation': ['空洞率', '卷积核看到的像素之间的距离；1 表示相邻。'],
    'conv2d.groups': ['分组', '把通道分成若干组，各组互不相见。'],
    'conv2d.useBias': ['偏置', '是否给每张特征图加一个数。'],
    'maxPooling2d.stride': ['步幅', '窗口每次移动多远。'],
    'averagePooling2d.stride': ['步幅', '窗口每次移动多远。'],
    'batchNormalization.momentum': [
      '动量',
      '最新一批在滑动统计量中所占的比例，与 PyTorch 相同（Keras 相反：1 − 该值）。',
    ],
    'batchNormalization.epsilon': ['Epsilon', '加在方差上，使其永远不为零。'],
    'dropout.rate': ['比例', '被置零的值所占的比例。'],
    'activation.activation': ['函数', '使用哪个函数。'],
    'activation.slope': ['斜率', '仅用于 Leaky ReLU：零以下的斜率。'],
    'activation.alpha': ['Alpha', '仅用于 ELU：远小于零时，结果趋近于该值的负数。'],
    'reshape.shape': ['形状', '单个样本的形状，不含批次；其中一个大小可为 -1，表示剩余部分。'],
    'zeroPadding2d.padding': ['边框', `${edges}。`],
    'permute.order': ['顺序', '样本的哪个轴变成第一个、第二个等等；轴从 0 数起。'],
    'clip.minimum': ['最小值', '更小的值变成该值。'],
    'clip.maximum': ['最大值', '更大的值变成该值。'],
    'placeholder.operator': ['算子', '文件中的名称；若有所属域，则带上域名。'],
    'placeholder.setting': ['缺少', '同名的层做不到的地方；没有这样的层时留空。'],
    'placeholder.inputs': ['输入', '输入多少个值。'],
    'placeholder.outputs': ['输出', '输出多少个值。'],
    'placeholder.attributes': ['属性', '算子在文件中的设置，以 JSON 表示。'],
    'concat.axis': ['轴', '单个样本的轴，从 0 开始；-1 为最后一个轴，即通道。'],
    'residual.projection': [
      '投影',
      '捷径怎样得到主路的形状。“恒等”：形状已相同。“1×1 卷积”：无偏置的 1×1 卷积。“自动”：形状相同时恒等，否则 1×1 卷积。',
    ],
    'huber.delta': ['Delta', '误差不超过该值时取平方，超过后线性增长。'],
  },
  optimizer: {
    'adagrad.learningRateDecay': ['学习率衰减', 't 步之后，学习率除以 1 + t 乘以该值。'],
    'adagrad.initialAccumulator': ['初始累加值', '梯度平方和的起始值。'],
    'rmsprop.decay': ['衰减', '梯度平方滑动平均中保留过去的比例。'],
  },
  schedule: {
    'step.every': ['间隔', '两次变化之间的轮次或步数。'],
    'step.factor': ['系数', '每次把学习率乘以多少。'],
    'exponential.factor': ['系数', '每个轮次或每一步之后把学习率乘以多少。'],
    'cosine.minimum': ['最低比例', '结束时的学习率占初始值的比例。'],
    'warmup.length': ['长度', '达到完整学习率所需的轮次或步数。'],
    'warmup.start': ['起始比例', '第一步的学习率占完整学习率的比例。'],
    'warmup.followedBy': ['之后', '预热之后的学习率策略，从预热结束处开始计数。'],
  },
  metric: {
    'topK.k': ['k', '取得分最高的前几名。'],
  },
  initializer: {
    'constant.value': ['值', '每个元素的值。'],
    'uniform.minimum': ['最小值', '区间的下端。'],
    'uniform.maximum': ['最大值', '区间的上端。'],
    'orthogonal.gain': ['增益', '正交向量的长度。'],
  },
};
