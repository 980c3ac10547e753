const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const LESS = set(
  "loss losses logloss crossentropy error errors err perplexity ppl nll rmse rmsle mse mae mape smape brier wer cer fpr fnr fid ece psi regret divergence latency ttft tpot duration runtime time seconds ms p50 p75 p90 p95 p99",
);
const MORE = set(
  "accuracy acc auc auroc auprc f1 fbeta score precision recall sensitivity specificity r2 ap map iou miou dice em mcc tpr tnr ks mrr ndcg psnr ssim bleu rouge meteor chrf pearson spearman correlation kappa gini reward rewards throughput per pass",
);
/** What is named after a metric without being one, such as the scale of a loss. */
const NEITHER = set("scale scaler weight weights coef coefficient lr count step steps rejected");

/** The words of a name, also without the number at their ends: "mAP@50" is map and 50. */
function wordsOf(key: string): string[] {
  const words = key.replace(/([a-z]{2})([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
  return words.flatMap((word) => [word, word.replace(/\d+$/, "")]);
}

/** Which way of a metric is better, told by the words of its name, since nothing else says it; null where they say nothing, as those of a learning rate. */
export function betterWay(key: string): "less" | "more" | null {
  const words = wordsOf(key);
  const says = (known: ReadonlySet<string>) => words.some((word) => known.has(word));
  if (says(NEITHER)) return null;
  // A loss may be named after a score: dice_loss. scikit-learn turns errors over: neg_mean_squared_error.
  if (says(LESS)) return words[0] === "neg" ? "more" : "less";
  return says(MORE) ? "more" : null;
}
