/** What each error means to the person who meets it: what happened, why, and what to do now. */
import type { ErrorCode, ErrorSpec } from './errors.ts';

export const errorCatalog: Readonly<Record<ErrorCode, ErrorSpec>> = {
  'bad-config': {
    title: { en: 'These settings do not work together', zh: '这些设置不能一起使用' },
    details: ['reason', 'context', 'longest', 'path'],
    cause: {
      en: 'The experiment contains settings that are out of range or contradict each other[: {reason}].',
      zh: '实验中有超出范围或相互矛盾的设置[：{reason}]。',
    },
    remedy: {
      en: 'Take the nearest legal value that is offered beside each marked setting.',
      zh: '请对每个标出的设置采用旁边给出的最接近的合法值。',
    },
    actions: ['open-settings', 'dismiss'],
  },
  'bad-url': {
    title: { en: 'Parts of this link could not be read', zh: '链接中有无法读取的部分' },
    details: ['key'],
    cause: {
      en: 'The link names settings that do not exist, are out of range or contradict each other[: {key}]. They were replaced as listed.',
      zh: '链接中有不存在、超出范围或相互矛盾的设置[：{key}]，已按所列方式替换。',
    },
    remedy: { en: 'Check the marked settings before relying on the result.', zh: '使用结果之前，请检查标出的设置。' },
    actions: ['open-settings', 'dismiss'],
  },
  'bad-option': {
    title: { en: 'This option cannot be used', zh: '该选项无法使用' },
    details: ['option', 'value', 'reason'],
    cause: {
      en: 'The option {option}[ with the value {value}] is not understood[: {reason}].',
      zh: '无法理解选项 {option}[ 的取值 {value}][：{reason}]。',
    },
    remedy: {
      en: 'Correct it and start again; --help lists what there is.',
      zh: '请更正后重新开始；--help 会列出全部选项。',
    },
    actions: ['dismiss'],
  },
  'bad-file': {
    title: { en: 'This file cannot be used', zh: '该文件无法使用' },
    details: ['file', 'reason', 'amount'],
    cause: {
      en: 'The file[ {file}] could not be read as text[: {reason}].',
      zh: '文件[ {file} ]无法作为文本读取[：{reason}]。',
    },
    remedy: { en: 'Choose a plain-text file, best saved as UTF-8.', zh: '请选择纯文本文件，最好保存为 UTF-8 编码。' },
    actions: ['choose-file', 'dismiss'],
  },
  'bad-checkpoint': {
    title: { en: 'This checkpoint cannot be read', zh: '该检查点无法读取' },
    details: ['file', 'reason', 'tensor', 'token', 'dtype', 'bytes', 'headerLength', 'runId'],
    cause: {
      en: 'The checkpoint is damaged, or not one of ours[; file {file}][; tensor {tensor}][: {reason}].',
      zh: '检查点已损坏，或不是本程序写成的[；文件 {file}][；张量 {tensor}][：{reason}]。',
    },
    remedy: {
      en: 'Start the run anew with the same settings and seed; on the same backend it gives the same curve.',
      zh: '请用相同的设置和种子重新开始；在同一后端上会得到相同的曲线。',
    },
    actions: ['restart-run', 'dismiss'],
  },
  'bad-model': {
    title: { en: 'This model cannot be opened', zh: '该模型无法打开' },
    details: [
      'file',
      'tensor',
      'field',
      'value',
      'supported',
      'found',
      'expected',
      'reason',
      'token',
      'dtype',
      'bytes',
      'headerLength',
      'address',
      'advice',
    ],
    cause: {
      en: 'A file of the model is missing, out of reach or damaged, or says what Trimtab has no form for[; address {address}][; file {file}][; tensor {tensor}][; {field} is {value}][; supported here: {supported}][; found {found}, expected {expected}][: {reason}].',
      zh: '模型文件缺失、无法访问、已损坏，或其内容无法在 Trimtab 中表达[；地址 {address}][；文件 {file}][；张量 {tensor}][；{field} 为 {value}][；此处支持：{supported}][；实为 {found}，应为 {expected}][：{reason}]。',
    },
    remedy: {
      en: 'Choose another model, or fetch the files again: config.json, tokenizer.json and every part of model.safetensors.[ {advice}]',
      zh: '请选择其他模型，或重新获取文件：config.json、tokenizer.json 以及 model.safetensors 的所有分片。[{advice}]',
    },
    actions: ['open-model', 'dismiss'],
  },
  'no-such-export': {
    title: { en: 'This model has no form in that format', zh: '该模型无法以此格式导出' },
    details: ['format', 'supported', 'reason'],
    cause: {
      en: 'The format[ {format}] cannot hold this model[: {reason}][; it can hold {supported}].',
      zh: '格式[ {format} ]无法保存该模型[：{reason}][；可以保存的是 {supported}]。',
    },
    remedy: {
      en: 'Export it as safetensors, which holds every model.',
      zh: '请导出为 safetensors，它可以保存任何模型。',
    },
    actions: ['dismiss'],
  },
  'not-trainable': {
    title: { en: 'Only the compressed form of this model is here', zh: '本机只有该模型的压缩形式' },
    details: ['parameters'],
    cause: {
      en: 'The model[ of {parameters} parameters] is too large to be trained here, so it was compressed while it was read.',
      zh: '该模型[（{parameters} 个参数）]太大，无法在此训练，因此在读取时已被压缩。',
    },
    remedy: {
      en: 'It generates and can be saved in its compressed form. For other recipes, export or training, open a smaller model.',
      zh: '它可以生成文本，也可以按压缩形式保存。若要使用其他配方、导出或训练，请打开较小的模型。',
    },
    actions: ['dismiss'],
  },
  'version-mismatch': {
    title: { en: 'Written by another version', zh: '由其他版本写成' },
    details: ['what', 'found', 'expected'],
    cause: {
      en: 'Parts of Trimtab are of different versions[ ({what})][: found {found}, expected {expected}]. Usually an older copy is still open or cached.',
      zh: 'Trimtab 的各部分版本不一致[（{what}）][：实为 {found}，应为 {expected}]，通常是因为旧版本仍然打开或留在缓存中。',
    },
    remedy: {
      en: 'Close other tabs of Trimtab and reload this one.',
      zh: '请关闭其他 Trimtab 标签页，然后重新加载本页。',
    },
    actions: ['restart-worker', 'dismiss'],
  },
  'data-missing': {
    title: { en: 'The corpus is not there', zh: '缺少语料' },
    details: ['file', 'command'],
    cause: { en: 'The file {file} of this corpus has not been made yet.', zh: '尚未生成该语料的文件 {file}。' },
    remedy: {
      en: 'Run[ {command}] in the project, or choose another corpus.',
      zh: '请在项目中运行[ {command}]，或选择其他语料。',
    },
    actions: ['open-settings', 'dismiss'],
  },
  'text-missing': {
    title: { en: 'Your text is needed again', zh: '需要重新提供您的文本' },
    details: ['textHash'],
    cause: {
      en: 'This experiment uses a text of your own[ (fingerprint {textHash})]. It stays on the machine where it was chosen and is not part of a link.',
      zh: '本实验使用您自己的文本[（指纹 {textHash}）]。文本只留在当初选择它的机器上，不包含在链接中。',
    },
    remedy: { en: 'Choose the file or paste the text again.', zh: '请重新选择文件或粘贴文本。' },
    actions: ['choose-file', 'open-settings', 'dismiss'],
  },
  'tokenizer-missing': {
    title: { en: 'The tokenizer of the model is missing', zh: '缺少该模型的分词器' },
    details: [],
    cause: {
      en: 'These settings belong to a model that was opened from files. Its tokenizer stays on the machine where it was opened and is not part of a link.',
      zh: '这些设置属于一个从文件打开的模型；其分词器只留在当初打开它的机器上，不包含在链接中。',
    },
    remedy: {
      en: 'Open the model’s files again, or choose another tokenizer.',
      zh: '请重新打开该模型的文件，或选择其他分词器。',
    },
    actions: ['open-model', 'open-settings', 'dismiss'],
  },
  'gpu-unavailable': {
    title: { en: 'No graphics processor can be used', zh: '没有可用的图形处理器' },
    details: ['message'],
    cause: { en: 'WebGPU could not be started[: {message}].', zh: '无法启动 WebGPU[：{message}]。' },
    remedy: {
      en: 'Train on the processor with WASM; it is slower, the results are the same.',
      zh: '改用处理器上的 WASM 训练；速度较慢，结果相同。',
    },
    actions: ['use-wasm', 'dismiss'],
  },
  'gpu-lost': {
    title: { en: 'The graphics processor was lost', zh: '与图形处理器的连接中断' },
    details: ['message', 'step'],
    cause: {
      en: 'The browser took the graphics processor away[ at step {step}][: {message}]. This happens after a driver reset, sleep or a task that ran too long.',
      zh: '浏览器收回了图形处理器[（第 {step} 步）][：{message}]。驱动重置、休眠或任务耗时过长都会造成这种情况。',
    },
    remedy: { en: 'Go on from the last checkpoint, or with WASM.', zh: '请从上一个检查点继续，或改用 WASM。' },
    actions: ['restore-checkpoint', 'use-wasm', 'dismiss'],
  },
  'half-unavailable': {
    title: { en: 'No half precision here', zh: '此处没有半精度' },
    details: ['backend', 'adapter'],
    cause: {
      en: 'Half-precision inputs were asked for, but what runs here has none[: {backend}][, {adapter}]. They need WebGPU on an adapter with shader-f16.',
      zh: '要求使用半精度输入，但这里的计算后端没有半精度[：{backend}][，{adapter}]。半精度需要 WebGPU，且适配器支持 shader-f16。',
    },
    remedy: {
      en: 'It runs in full precision (f32) instead; nothing else is different.',
      zh: '因此改用全精度（f32）运行，其余不变。',
    },
    actions: ['dismiss'],
  },
  'gpu-invalid': {
    title: { en: 'The graphics processor computes wrongly', zh: '图形处理器的计算结果有误' },
    details: ['message', 'kernel', 'step'],
    cause: {
      en: 'A kernel was refused or failed its check against a reference[; kernel {kernel}][: {message}]. Its results cannot be trusted.',
      zh: '某个内核被拒绝，或未通过与参考实现的核对[；内核 {kernel}][：{message}]，其结果不可信。',
    },
    remedy: { en: 'Train with WASM, and please report the message.', zh: '请改用 WASM 训练，并反馈此信息。' },
    actions: ['use-wasm', 'dismiss'],
  },
  'out-of-memory': {
    title: { en: 'Out of memory', zh: '内存不足' },
    details: ['bytes', 'reason', 'step'],
    cause: {
      en: 'The model, its batch and its optimizer need more memory than the device gives[: {bytes} bytes were asked for][ ({reason})].',
      zh: '模型、批数据和优化器所需的内存超过设备可提供的数量[：请求了 {bytes} 字节][（{reason}）]。',
    },
    remedy: {
      en: 'Halve the batch size, or choose a smaller width or context.',
      zh: '请将批大小减半，或减小宽度、上下文长度。',
    },
    actions: ['halve-batch', 'restore-checkpoint', 'open-settings', 'dismiss'],
  },
  'memory-held': {
    title: { en: 'A race holds the memory', zh: '竞赛占用了内存' },
    details: ['bytes', 'raceBytes', 'limitBytes'],
    cause: {
      en: 'The run would fit alone, but not beside the race that is kept[: it needs {bytes} bytes][, the race holds {raceBytes}][, and the device gives {limitBytes}].',
      zh: '单独运行可以容纳，但无法与保留着的竞赛并存[：该运行需要 {bytes} 字节][，竞赛占用 {raceBytes} 字节][，设备可提供 {limitBytes} 字节]。',
    },
    remedy: {
      en: 'End the race, then start again; or halve the batch size.',
      zh: '请结束竞赛后重新开始，或将批大小减半。',
    },
    actions: ['end-race', 'halve-batch', 'open-settings', 'dismiss'],
  },
  'non-finite': {
    title: { en: 'Training has diverged', zh: '训练发散' },
    details: ['what', 'step', 'tensor'],
    cause: {
      en: 'The {what} stopped being a finite number[ at step {step}][ (first in {tensor})]. The usual cause is a learning rate that is too high.',
      zh: '{what}不再是有限的数[（第 {step} 步）][（首先出现在 {tensor}）]。通常是因为学习率过高。',
    },
    remedy: {
      en: 'Return to the last checkpoint and lower the learning rate, or turn gradient clipping on.',
      zh: '请回到上一个检查点并降低学习率，或启用梯度裁剪。',
    },
    actions: ['lower-learning-rate', 'restore-checkpoint', 'restart-run', 'dismiss'],
  },
  'storage-full': {
    title: { en: 'No room left for runs', zh: '存储空间已满' },
    details: ['bytes', 'reason'],
    cause: {
      en: 'The browser has no space left for this site, so the last checkpoint[ of {bytes} bytes] was not kept. Training goes on.[ Nothing could be deleted: {reason}.]',
      zh: '浏览器分配给本站的空间已满，最近的检查点[（{bytes} 字节）]未能保存。训练仍在继续。[没有可以删除的内容：{reason}。]',
    },
    remedy: { en: 'Delete runs that you no longer need.', zh: '请删除不再需要的运行记录。' },
    actions: ['delete-old-runs', 'dismiss'],
  },
  'storage-unavailable': {
    title: { en: 'Runs cannot be kept', zh: '无法保存运行记录' },
    details: ['reason'],
    cause: {
      en: 'The browser does not let this site store anything[: {reason}]. Private windows often forbid it. Training works, but nothing survives a reload.',
      zh: '浏览器不允许本站存储数据[：{reason}]，无痕窗口常有此限制。训练可以进行，但刷新后不会保留任何内容。',
    },
    remedy: {
      en: 'Use an ordinary window, or download the model before you leave.',
      zh: '请使用普通窗口，或在离开前下载模型。',
    },
    actions: ['dismiss'],
  },
  'run-elsewhere': {
    title: { en: 'This run is open in another tab', zh: '该运行已在另一个标签页中打开' },
    details: ['run'],
    cause: {
      en: 'Only one tab at a time may train, change or delete a run[: {run}], so that two do not overwrite each other.',
      zh: '同一时间只能有一个标签页训练、修改或删除某次运行[：{run}]，以免互相覆盖。',
    },
    remedy: {
      en: 'Go on in the other tab, or close it and try again.',
      zh: '请在另一个标签页中继续，或将其关闭后重试。',
    },
    actions: ['dismiss'],
  },
  'worker-crashed': {
    title: { en: 'The training thread has stopped', zh: '训练线程已停止' },
    details: ['message'],
    cause: {
      en: 'The worker that trains the model ended unexpectedly[: {message}].',
      zh: '训练模型的工作线程意外终止[：{message}]。',
    },
    remedy: {
      en: 'Start it again; the run goes on from its last checkpoint.',
      zh: '请重新启动；运行将从上一个检查点继续。',
    },
    actions: ['restart-worker', 'dismiss'],
  },
  internal: {
    title: { en: 'A fault in Trimtab', zh: 'Trimtab 内部错误' },
    details: ['message'],
    cause: {
      en: 'Something happened that should be impossible[: {message}].',
      zh: '发生了本不该发生的情况[：{message}]。',
    },
    remedy: {
      en: 'Start the training thread again, and please report the message.',
      zh: '请重新启动训练线程，并反馈此信息。',
    },
    actions: ['restart-worker', 'restart-run', 'dismiss'],
  },
};
