"""Autologging of LightGBM with nothing switched off. Prints what came of it."""

import json

import lightgbm
import mlflow
import numpy as np
from logged import told
from sklearn.datasets import load_breast_cancer

mlflow.lightgbm.autolog()
x, y = load_breast_cancer(return_X_y=True)
train = lightgbm.Dataset(x[:400], y[:400])
held_out = lightgbm.Dataset(x[400:], y[400:], reference=train)
with mlflow.start_run() as run:
    params = {"objective": "binary", "verbosity": -1, "num_threads": 1}
    model = lightgbm.train(params, train, 5, valid_sets=[held_out], valid_names=["valid"])
found = told(run.info.run_id)
loaded = mlflow.lightgbm.load_model(found["uri"])
found["same"] = bool(np.array_equal(loaded.predict(x[400:]), model.predict(x[400:])))
print(json.dumps(found))
