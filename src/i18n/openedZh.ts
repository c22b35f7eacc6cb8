/** 打开和导出模型时页面立即需要的文字。 */
export const openedZh = {
  openModel: '打开模型',
  openedFrom: '从文件打开',
  downloadGguf: '供 llama.cpp 使用：{format}',
};
