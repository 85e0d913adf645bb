"""What time brings: trends, change points, drift, anomalies. One file each."""
