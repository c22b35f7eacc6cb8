/** Words of the losses, in Chinese. */
export const lossesZh = {
  trainedLoss: '训练：{loss}；验证：普通交叉熵',
};
