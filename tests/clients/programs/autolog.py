"""Autologging of scikit-learn, as far as it goes without logged models. Prints the params and metrics that came."""

import json

import mlflow
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

mlflow.sklearn.autolog(log_models=False, log_datasets=False)
x, y = load_breast_cancer(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
with mlflow.start_run() as run:
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(x_train, y_train)
    model.score(x_test, y_test)
read = mlflow.get_run(run.info.run_id)
files = [each.path for each in mlflow.MlflowClient().list_artifacts(run.info.run_id)]
print(json.dumps({"params": len(read.data.params), "metrics": sorted(read.data.metrics), "files": files}))
