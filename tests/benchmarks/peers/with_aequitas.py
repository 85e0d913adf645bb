"""The crosstabs of race and sex with Aequitas: python with_aequitas.py LOG.csv."""

import json
import sys
import time

import pandas as pd
from aequitas.group import Group

log = pd.read_csv(sys.argv[1])
start = time.perf_counter()
table = pd.DataFrame(
    {
        "score": (log["decision"] == "approve").astype(int),
        "label_value": log["repaid"],
        "race": log["race"],
        "sex": log["sex"],
    }
)
crosstabs, _ = Group().get_crosstabs(table, attr_cols=["race", "sex"])
print(json.dumps({"seconds": time.perf_counter() - start, "values": crosstabs.size}))
