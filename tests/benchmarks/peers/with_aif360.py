"""Five rates of White and other applicants with AIF360: python with_aif360.py LOG.csv."""

import json
import sys
import time

import pandas as pd
from aif360.datasets import BinaryLabelDataset
from aif360.metrics import ClassificationMetric

log = pd.read_csv(sys.argv[1])
start = time.perf_counter()
table = pd.DataFrame(
    {
        "repaid": log["repaid"],
        "race": (log["race"] == "White").astype(int),
        "sex": (log["sex"] == "M").astype(int),
    }
)
labelled = BinaryLabelDataset(
    df=table, label_names=["repaid"], protected_attribute_names=["race", "sex"]
)
decided = labelled.copy()
decided.labels = (log["decision"] == "approve").to_numpy(dtype=float).reshape(-1, 1)
values = 0
for attribute in ("race", "sex"):
    metric = ClassificationMetric(
        labelled, decided, unprivileged_groups=[{attribute: 0}], privileged_groups=[{attribute: 1}]
    )
    for privileged in (True, False):
        for rate in (
            metric.selection_rate,
            metric.true_positive_rate,
            metric.false_positive_rate,
            metric.true_negative_rate,
            metric.false_negative_rate,
        ):
            rate(privileged=privileged)
            values += 1
print(json.dumps({"seconds": time.perf_counter() - start, "values": values}))
