"""Autologging of XGBoost with nothing switched off. Prints what came of it."""

import json

import mlflow
import numpy as np
import xgboost
from logged import told
from sklearn.datasets import load_breast_cancer

mlflow.xgboost.autolog()
x, y = load_breast_cancer(return_X_y=True)
train, held_out = xgboost.DMatrix(x[:400], y[:400]), xgboost.DMatrix(x[400:], y[400:])
with mlflow.start_run() as run:
    model = xgboost.train({"objective": "binary:logistic", "nthread": 1}, train, 5, evals=[(held_out, "valid")], verbose_eval=False)
found = told(run.info.run_id)
loaded = mlflow.xgboost.load_model(found["uri"])
found["same"] = bool(np.array_equal(loaded.predict(held_out), model.predict(held_out)))
print(json.dumps(found))
