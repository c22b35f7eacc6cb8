/** Words of the panel about the limits of the machine, in Chinese. */
export const limitsZh = {
  engineSection: '计算引擎',
  limits: '距性能上限多远',
  limitsHint: '一步的速度与本机所能达到的速度相比',
  limitsShare: '达到上限的 {percent}',
  limitsMeasure: '测量本机',
  limitsMeasureAgain: '重新测量',
  limitsMeasuring: '正在测量，训练稍停片刻……',
  limitsNotYet:
    '用简短的测试测出本机的上限：乘加运算、复制内存、启动内核各有多快，然后把每一步与之比较。约需半秒，其间训练暂停。',
  limitsIncomplete: '有的项目在此无法测量，因此没有可供比较的上限。',
  limitsNoRun: '尚无训练可比；按当前设置，一步在本机至少需要 {time}。',
  peakMeasuredAt: '测量时间',
  barStep: '一步（中位数）',
  barLimit: '上限',
  barArithmetic: '运算：{flops}',
  barBandwidth: '内存：{size}',
  barDispatch: '启动 {count} 个内核',
  barHost: 'JavaScript 准备工作',
  ratioRoof: '与仅计运算或内存所需的时间相比',
  ratioLimit: '与上限（含启动内核）相比',
  ratioHost: '的时间用于 JavaScript 准备工作',
  ratioGpuOnly:
    '使用 GPU 时还会显示两项：启动内核增加的时间，以及一步中 JavaScript 准备工作所占的比例。此处由处理器自己计算，内核只是普通的函数调用。',
  limitFaster: '比上限还快：缓存省去了一部分计入的内存传送，或测量时受到干扰。可重新测量一次。',
  limitHost: '一步中的大部分时间，GPU 在等 JavaScript 准备工作；加大模型或批大小几乎不会更慢。',
  limitFar:
    '离上限还远：内核没有让设备一直忙碌，多半因为每个内核要做的事太少。加大批大小、上下文长度或宽度，可以更好地利用设备。',
  'limitBound-arithmetic': '上限取决于运算：层数、宽度或批大小每增加一分，时间就按比例增加。',
  'limitBound-bandwidth': '上限取决于内存：数据送达的速度跟不上运算。加大宽度可以更充分地利用每个数。',
  'limitBound-dispatch': '上限取决于启动内核：模型太小，每个内核要做的事很少；加大批大小几乎不多花时间。',
} as const;
