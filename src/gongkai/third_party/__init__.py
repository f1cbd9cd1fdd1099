"""What others wrote and we pass on in the page and in the Windows folder: pinned, fetched, taken out of its archives."""
