"""What the first page says, computed from run.json and what stands beside it: values alone, nothing of HTML."""
