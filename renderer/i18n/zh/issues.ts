/** 问题列表与各类问题的中文说明。 */
import type { IssueCode } from '../../../engine/index.ts';
import type { issues as en } from '../en/issues.ts';

const sentence: Record<IssueCode, string> = {
  // 文件
  'json-broken': '文件第 {line} 行第 {column} 列无法读取：此处应为{expected}，实际为{found}。',
  'json-too-deep': '文件第 {line} 行第 {column} 列的嵌套超过 {depth} 层。',
  'json-unsafe-key': '第 {line} 行第 {column} 列的名称“{key}”不允许出现在项目中。',
  'json-duplicate-key': '名称“{key}”在同一处出现了两次，第二次在第 {line} 行第 {column} 列。',
  'file-too-large': '文件有 {length} 个字符；项目最多允许 {limit} 个。',
  'not-a-project': '该文件不是 Netloom 项目。',
  'newer-version':
    '该项目由更新版本的 Netloom 保存（文档版本 {version}），当前版本最高支持 {newest}。请更新 Netloom 后再打开。',
  'document-invalid': '项目的 {path} 处无法读取：{reason}。',

  // 网络
  'duplicate-id': '有两个节点的 id 都是“{id}”，必须删除其中一个。',
  'duplicate-edge-id': '有两条连线的 id 都是“{id}”，必须删除其中一条。',
  'duplicate-label': '有两个节点都叫“{label}”；权重按名称保存，请给其中一个改名。',
  'label-invalid': '名称“{label}”不能用于保存权重：名称中不能有“/”和控制字符。',
  'unknown-layer': '“{layer}”的类型“{type}”是当前版本不认识的；请更新 Netloom，或删除该节点。',
  'newer-layer':
    '“{layer}”由更新版本的 Netloom 保存（其类型版本为 {version}，当前版本支持到 {newest}）。请更新 Netloom。',
  'parameter-invalid': '“{layer}”的设置 {parameter} 无法使用：{reason}。',
  'initializer-unknown': '“{layer}”的 {parameter} 指定了初始化方式“{type}”，但它不存在。',
  cycle: '{layers} 首尾相连成了环；请断开其中一条连线。',
  'edge-node-missing': '有一条连线{direction}节点“{id}”，但该节点不存在。',
  'edge-port-missing': '“{layer}”没有名为“{port}”的{side}端口；它的端口有 {ports}。',
  'port-taken-twice': '“{layer}”的端口“{port}”只能接一条连线，现在接了两条；请删除其中一条。',
  'port-unconnected': '“{layer}”的端口“{port}”尚未连接。',
  'unused-node': '“{layer}”的输出没有被用到；请把它连到损失或输出，或者删除它。',
  'no-loss': '网络还没有损失，无从知道要学什么；请在最后一层之后添加一个损失。',
  'empty-network': '网络是空的；请添加一个输入和若干层。',
  'nothing-to-learn': '没有可学习的内容：参与训练的损失之前，没有任何层拥有可以改变的权重。',
  'shares-with-missing': '“{layer}”共享节点“{id}”的权重，但该节点不存在或已停用。',
  'shares-with-other-type': '“{layer}”不能共享“{other}”的权重：两者是不同类型的层。',
  'shares-with-other-shape':
    '“{layer}”不能共享“{other}”的权重：{weight} 在这里应为 {wanted}，在那里是 {found}。',
  'shares-with-circle': '“{layer}”绕了一圈又与自己共享权重。',

  // 层及其输入
  'class-numbers-not-values': '“{layer}”要对数值做计算，但输入的是类别编号。',
  'needs-picture':
    '“{layer}”处理的是图像（高 × 宽 × 通道），但输入是 {shape}；请使用重塑层，或换一种层。',
  'needs-channels': '“{layer}”需要带通道的数据，但输入只是一个数。',
  'dense-needs-vector': '“{layer}”需要一维向量，但输入是 {shape}；请在它前面加上展平层。',
  'groups-do-not-divide':
    '“{layer}”要把 {channels} 个通道和 {filters} 个过滤器分成 {groups} 组，但不能整除。',
  'window-larger-than-picture':
    '“{layer}”的窗口 {window} 比输入图像 {picture} 还大；请减小窗口或使用填充。',
  'padding-hides-picture':
    '“{layer}”填充了 {padding} 像素，有些 {window} 的窗口里只剩填充；请减少填充。',
  'reshape-does-not-fit': '“{layer}”的输入是 {from}，共 {size} 个值，无法排成 {to}。',
  'add-shapes-differ':
    '“{layer}”只能把相同形状的值相加，但输入是 {first} 和 {second}；请先统一形状。',
  'concat-shapes-differ': '“{layer}”沿轴 {axis} 拼接，但 {first} 与 {second} 在其他轴上也不相同。',
  'axis-missing': '“{layer}”沿轴 {axis} 计算，而 {shape} 没有这个轴。',
  'permute-axes-differ':
    '“{layer}”按 {order} 重排各轴，但输入是 {shape}；它的每个轴必须恰好出现一次。',
  'bounds-reversed': '“{layer}”把值限制在 {minimum} 到 {maximum} 之间，但最小值不能大于最大值。',
  'placeholder-operator':
    '“{layer}”代表算子 {operator}，Netloom 没有对应的层；请用其他层代替它，或者删除它。',
  'placeholder-setting':
    '“{layer}”代表带有 {setting} 的算子 {operator}，Netloom 的层做不到这一点；请用其他层代替它，或者删除它。',
  'residual-identity-differs':
    '“{layer}”在不投影的情况下把 {skip} 加到 {main} 上，这要求形状相同；请使用 1×1 投影。',
  'residual-cannot-project':
    '“{layer}”无法用 1×1 卷积把 {skip} 变成 {main}：高和宽只能按整数步长缩小。',
  'too-large': '“{layer}”对单个样本就会产生 {size} 个值，超出了可容纳的范围；请把它减小。',

  // 损失与数据
  'target-is-classes': '“{layer}”比较的是数值，但目标是类别编号；请使用交叉熵。',
  'target-is-class-numbers':
    '“{layer}”的目标需要每个类别一个数，但数据中是类别编号；请使用交叉熵。',
  'target-is-values': '“{layer}”的目标需要类别编号，但数据中是数值；请使用均方误差或其他损失。',
  'target-shape-differs':
    '“{layer}”要比较网络给出的 {prediction} 与数据中的 {target}；请让最后一层输出 {target}。',
  'class-positions-differ':
    '“{layer}”的输入是 {prediction} 的得分和 {target} 的类别编号；除得分的最后一维外，各维大小必须相同。',
  'prediction-needs-classes': '“{layer}”需要每个类别一个得分，但输入只有一个数。',
  'sample-weight-shape': '“{layer}”每个样本只接受一个权重，但 sampleWeight 处的输入是 {shape}。',
  'class-count-differs':
    '“{layer}”要区分 {classes} 个类别，却得到 {outputs} 个得分；层“{source}”必须给出 {classes} 个。',
  'binary-needs-two-classes':
    '“{layer}”用于两个类别，但字段“{field}”有 {classes} 个；请使用交叉熵。',
  'softmax-before-logits':
    '“{source}”已经把得分变成了概率，而“{layer}”期望的是得分，会再变换一次，使学习变慢；请去掉前者。',
  'no-data': '“{layer}”的形状取自数据；请选择数据，或输入形状。',
  'data-not-chosen': '尚未选择数据；请在“训练”中选择。',
  'field-role-missing': '“{layer}”需要{role}，但数据中只有 {fields}；请选择其他数据或更改其选项。',
  'field-missing': '“{layer}”使用字段“{field}”，但数据中没有；数据中有 {fields}。',
  'field-ambiguous': '“{layer}”必须指明使用哪个字段；数据中有 {fields}。',
  'data-does-not-fit':
    '“{layer}”期望 {wanted}，但数据给出的是 {found}；请更改输入的形状，或选择其他数据。',

  // 训练
  'training-node-missing': '训练设置中提到{what}“{id}”，但没有这样的节点在使用；请在“训练”中修改。',
  'optimizer-unknown': '训练设置中的优化器“{type}”不存在。',
  'schedule-unknown': '训练设置中的学习率策略“{type}”不存在。',
  'metric-unknown': '训练设置中的指标“{type}”不存在。',
  'metric-field-missing': '指标“{type}”要与字段“{field}”比较，但数据中没有这个字段。',
  'metric-does-not-fit': '指标“{type}”无法比较 {prediction} 与 {target}；请换一个指标。',
  'setting-invalid': '训练设置 {path} 无法使用：{reason}。',
  'kfold-not-yet': 'K 折验证尚不可用；请改为留出一部分数据。',
};

export const issues: typeof en = {
  sentence,
  title: '问题',
  none: '没有问题',
  noneSentence: '各部分都已匹配，可以开始训练。',
  checking: '正在检查网络…',
  severity: { error: '错误', warning: '警告', hint: '待完成' },
  badge_one: '{{node}} 有 {{count}} 个问题',
  badge_other: '{{node}} 有 {{count}} 个问题',
  goTo: '前往 {{node}}',
  ofDocument: '项目',
  ofTraining: '训练',
  fixes: '修正方法',
  fix: {
    insert: '插入{{layer}}',
    insertProjection: '使用 1×1 投影',
    add: '添加{{layer}}',
    remove: '删除 {{node}}',
    removeWire: '删除连线',
    rename: '改名为“{{label}}”',
    change: '改为{{layer}}',
    set: '将{{parameter}}设为 {{value}}',
    setProjection: '使用 1×1 投影',
  },
  cost: {
    parameters: '{{change}} 个参数',
    same: '参数不变',
    mends_one: '修正 {{count}} 个问题',
    mends_other: '修正 {{count}} 个问题',
    brings_one: '带来 {{count}} 个新问题',
    brings_other: '带来 {{count}} 个新问题',
  },
  value: { one: '一个数' },
};
