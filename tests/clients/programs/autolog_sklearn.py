"""Autologging of scikit-learn with nothing switched off. Prints what came of it."""

import json

import mlflow
import numpy as np
import pandas as pd
from logged import told
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

mlflow.sklearn.autolog(log_input_examples=True, log_model_signatures=True)
data = load_breast_cancer(as_frame=True)
x_train, x_test, y_train, y_test = train_test_split(data.data, data.target, random_state=0)
with mlflow.start_run() as run:
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(x_train, y_train)
    model.score(x_test, y_test)
    mlflow.log_input(mlflow.data.from_pandas(pd.concat([x_test, y_test], axis=1), name="held out"), context="test")
found = told(run.info.run_id)
loaded = mlflow.sklearn.load_model(found["uri"])
found["same"] = bool(np.array_equal(loaded.predict(x_test), model.predict(x_test)))
print(json.dumps(found))
