"""Five rates of each race and sex with fairlearn: python with_fairlearn.py LOG.csv."""

import json
import sys
import time

import pandas as pd
from fairlearn.metrics import (
    MetricFrame,
    false_negative_rate,
    false_positive_rate,
    selection_rate,
    true_negative_rate,
    true_positive_rate,
)

log = pd.read_csv(sys.argv[1])
start = time.perf_counter()
frame = MetricFrame(
    metrics={
        function.__name__: function
        for function in (
            selection_rate,
            true_positive_rate,
            false_positive_rate,
            true_negative_rate,
            false_negative_rate,
        )
    },
    y_true=log["repaid"],
    y_pred=(log["decision"] == "approve").astype(int),
    sensitive_features=log[["race", "sex"]],
)
values = len(frame.by_group) * len(frame.by_group.columns)
print(json.dumps({"seconds": time.perf_counter() - start, "values": values}))
