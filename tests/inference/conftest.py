"""The checked reference that the readable code is held to, where it lies beside the checkout."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference():
    path = Path(__file__).resolve().parents[3] / "shared" / "design" / "reference_inference.py"
    if not path.exists():
        pytest.skip("the reference implementation is not beside this checkout")
    spec = importlib.util.spec_from_file_location("reference_inference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
