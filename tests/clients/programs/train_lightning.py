"""PyTorch Lightning with autologging, nothing switched off: a model of five numbers. Prints what came of it."""

import json
import warnings

import lightning
import mlflow
import torch
from logged import told
from torch.utils.data import DataLoader, TensorDataset

warnings.simplefilter("ignore")


class Line(lightning.LightningModule):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)

    def training_step(self, batch: list[torch.Tensor], _index: int) -> torch.Tensor:
        x, y = batch
        loss = torch.nn.functional.mse_loss(self.layer(x), y)
        self.log("train_loss", loss, on_epoch=True)
        return loss

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layer(x)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.05)


torch.manual_seed(0)
x = torch.randn(64, 4)
mlflow.pytorch.autolog(checkpoint=False)
model = Line()
with mlflow.start_run() as run:
    mlflow.log_input(mlflow.data.from_numpy(x.numpy(), name="points"), context="training")
    trainer = lightning.Trainer(
        max_epochs=3,
        accelerator="cpu",
        devices=1,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(model, DataLoader(TensorDataset(x, x.sum(1, keepdim=True)), batch_size=16))
found = told(run.info.run_id)
loaded = mlflow.pytorch.load_model(found["uri"])
found["same"] = bool(torch.equal(loaded(x), model(x)))
print(json.dumps(found))
