import { expect, it } from "vitest";

import { betterWay } from "./better";

it("tells which way is better by the words of a name, and nothing where they say nothing", () => {
  const less = ["val/loss", "rmse", "p99", "eval_mse", "ttft_p50", "fpr@0.5", "val/ece", "dice_loss", "train/recall_loss", "score_error", "brier_score", "fid_score", "errors_per_second", "fit_time", "logLoss", "evalLoss"];
  const more = ["val/f1", "val/pr_auc", "accuracy", "mAP@50", "map50", "eval/rougeL", "rouge1", "r2_score", "tokens_per_second", "worst_digit_recall", "pass@1", "ndcg10", "neg_mean_squared_error", "rewards/chosen"];
  const neither = ["lr", "gpu/util", "epoch", "grad_norm", "trace", "steps", "batch_size", "weights/remap", "grad_accumulation", "uptime", "timesteps", "sentiment_count", "loss_scale", "fp16_scale", "top10", "step10", "rewards/rejected", "constructor"];
  expect(less.filter((name) => betterWay(name) !== "less")).toEqual([]);
  expect(more.filter((name) => betterWay(name) !== "more")).toEqual([]);
  expect(neither.filter((name) => betterWay(name) !== null)).toEqual([]);
});
