"""The transformers Trainer with its own callback for MLflow: a tiny network made here, nothing downloaded. Prints what came of it."""

import json
import os
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import mlflow
import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

torch.manual_seed(0)
size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
model = BertForSequenceClassification(BertConfig(vocab_size=50, max_position_embeddings=16, **size))
rows = [{"input_ids": torch.randint(0, 50, (8,)), "attention_mask": torch.ones(8, dtype=torch.long), "labels": n % 2} for n in range(32)]
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        folder, report_to=["mlflow"], run_name="tiny", num_train_epochs=2, per_device_train_batch_size=8, logging_steps=1,
        use_cpu=True, save_strategy="no", disable_tqdm=True,
    )  # fmt: skip
    mlflow.set_experiment("trainer")
    Trainer(model, arguments, train_dataset=rows).train()
(read,) = mlflow.search_runs(experiment_names=["trainer"], output_format="list")
run = read.info.run_id
history = mlflow.MlflowClient().get_metric_history(run, "loss")
info = mlflow.pytorch.log_model(model, name="model", serialization_format="pickle")
print(json.dumps({
    "name": read.info.run_name,
    "params": len(read.data.params),
    "metrics": sorted(read.data.metrics),
    "losses": len(history),
    "model": str(mlflow.get_logged_model(info.model_id).status),
}))  # fmt: skip
